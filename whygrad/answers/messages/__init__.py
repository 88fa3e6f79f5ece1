"""The sentences that answers are made of, in each language; a file a language, a name a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def read_messages(language: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """The sentences of a language that a folder holds, by name."""
    messages: dict[str, str] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return messages


def say(language: str, name: str, /, **values: object) -> str:
    """The sentence of that name with its `{values}` filled in; raises `KeyError` where there is no such sentence."""
    return read_messages(language)[name].format(**values)
