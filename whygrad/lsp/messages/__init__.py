"""What the language server says, in each language; a file a language, a name a sentence."""

from __future__ import annotations

from pathlib import Path

from whygrad.answers.messages import read_messages

FOLDER = Path(__file__).parent


def say(language: str, name: str, /, **values: object) -> str:
    """The sentence of that name with its `{values}` filled in; raises `KeyError` where there is no such sentence."""
    return read_messages(language, FOLDER)[name].format(**values)
