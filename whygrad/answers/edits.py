"""Edits as the language server protocol writes them (lines from 0, characters in UTF-16 units), and as a diff."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from whygrad.answers.runs import Position, TextEdit

_LINE = re.compile(
    r"[^\r\n]*(?:\r\n|\r|\n|$)"
)  # a form feed, where `str.splitlines` ends a line, ends none in an editor


class UnusableEdit(ValueError):
    """An edit that points outside of the text, or into another edit."""


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """`text` with every edit made; raises `UnusableEdit` where one cannot be."""
    lines = lines_of(text)
    spans = sorted((offset(lines, edit.range.start), offset(lines, edit.range.end), edit.newText) for edit in edits)
    parts, reached = [], 0
    for start, end, new in spans:
        if not reached <= start <= end:
            raise UnusableEdit("edits overlap, or end before they start")
        parts += [text[reached:start], new]
        reached = end
    return "".join([*parts, text[reached:]])


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, as an editor counts them; what follows the last end is left out if empty."""
    return [line for line in _LINE.findall(text) if line]


def offset(lines: list[str], position: Position) -> int:
    """Where a position stands in the text of these lines."""
    if not 0 <= position.line <= len(lines):
        raise UnusableEdit(f"there is no line {position.line}")
    line = lines[position.line] if position.line < len(lines) else ""
    units = line.encode("utf-16-le")
    if not 0 <= 2 * position.character <= len(units):
        raise UnusableEdit(f"line {position.line} has no character {position.character}")
    return sum(map(len, lines[: position.line])) + len(units[: 2 * position.character].decode("utf-16-le", "replace"))


def unified_diff(before: str, after: str) -> str:
    """The difference as `diff -u` shows it."""
    return "".join(diff_lines(before, after))


def diff_lines(before: str, after: str) -> Iterator[str]:
    """Lines of a unified diff; a last line without a line break is marked as `diff` marks it."""
    rows = difflib.unified_diff(lines_of(before), lines_of(after), "program.py", "program.py")
    for row in rows:
        yield row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n"
