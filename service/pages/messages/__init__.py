"""The texts of the pages, in each language; a file a language, a name a text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whygrad.answers.messages import read_messages

FOLDER = Path(__file__).parent


def read_texts(language: str) -> Mapping[str, str]:
    """The texts of a language, by name."""
    return read_messages(language, FOLDER)


def say(language: str, name: str, **values: object) -> str:
    """The text of that name with its `{values}` filled in; raises `KeyError` where there is no such text."""
    return read_texts(language)[name].format(**values)


def label(language: str, group: str, value: str) -> str:
    """What a word of the knowledge is called, such as an `area`; the word itself where nobody named it."""
    return read_texts(language).get(f"{group}.{value}", value)
