"""What is told of a line: a failure that happened there, or a fault that is certain from the text alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Related:
    """A line that belongs to a finding, such as where the error was raised."""

    file: str
    line: int  # from 1
    text: str


@dataclass(frozen=True)
class Found:
    """One finding in a text: `line` from 1, columns in characters from 0, the end exclusive."""

    id: str
    kind: Literal["failure", "hint"]
    line: int
    start: int
    end: int
    text: Mapping[str, str]  # what is told, by language
    related: tuple[Related, ...] = ()


def span_of(source: str, start: int = 0, end: int = 0) -> tuple[int, int]:
    """The columns to mark: those given, in bytes of UTF-8, else the line without its blanks."""
    content = source.encode()
    if 0 <= start < end <= len(content):
        return len(content[:start].decode(errors="ignore")), len(content[:end].decode(errors="ignore"))
    return len(source) - len(source.lstrip()), len(source.rstrip())
