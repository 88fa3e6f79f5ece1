"""The texts of `en.toml` and `zh.toml`: of problems, of faults of fields and of reasons of verdicts, by code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

FOLDER = Path(__file__).parent
TOLD_CHARACTERS = 100
COMMAS = {"en": ", ", "zh": "、"}
SEMICOLONS = {"en": "; ", "zh": "；"}

Texts = Mapping[str, Mapping[str, Mapping[str, str]]]


@cache
def read_texts(language: str) -> Texts:
    """All texts of a language: section (`problems`, `faults`, `reasons`), code, and name of the text."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def render(section: str, code: str, name: str, language: str, parameters: Mapping[str, Any]) -> str:
    """One text with its parameters filled in; raises `KeyError` for a code or a parameter that is not there."""
    shown = {key: show(value, language) for key, value in parameters.items()}
    return read_texts(language)[section][code][name].format(**shown)


def show(value: object, language: str) -> str:
    """A parameter as a text has it: lists separated by commas, whole numbers without a point."""
    if isinstance(value, list | tuple):
        return COMMAS[language].join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def shorten(text: str) -> str:
    """Text from outside as it may be repeated: encodable, and not long."""
    clean = text.encode("utf-8", "replace").decode()
    return clean if len(clean) <= TOLD_CHARACTERS else f"{clean[:TOLD_CHARACTERS]}…"


def parameters_of(section: str, code: str) -> list[str]:
    """The names of the parameters that the texts of a code use, in order of appearance."""
    texts = read_texts("en")[section][code].values()
    names = [name for text in texts for _, name, _, _ in Formatter().parse(text) if name]
    return list(dict.fromkeys(names))
