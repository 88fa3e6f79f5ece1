"""The texts of the pages, in each language; a file a language, a name a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def read_messages(language: str) -> Mapping[str, str]:
    """The texts of a language, by name."""
    path = Path(__file__).with_name(f"{language}.json")
    messages: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return messages


def say(language: str, name: str, **values: object) -> str:
    """The text of that name with its `{values}` filled in; raises `KeyError` where there is no such text."""
    return read_messages(language)[name].format(**values)


def label(language: str, group: str, value: str) -> str:
    """What a word of the knowledge is called, such as an `area`; the word itself where nobody named it."""
    return read_messages(language).get(f"{group}.{value}", value)
