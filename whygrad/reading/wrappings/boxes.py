"""Boxes around a traceback (rich), other panes of a screen beside it, values drawn below its lines (loguru)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from whygrad.reading.rules import Example, Wrapping

SIDES = "│┃|"
INDENT_LIMIT = 4
PANE_SHARE = 0.6  # of the lines have the border of a pane at one place
PANE_LINES = 3

_VALUE_OF_NAME = re.compile(r"^[ │]{0,400}(?:└ |│[ │]{0,400}$)")
_TELLS = re.compile(r"Traceback \(most|(?:Error|Warning): ")


def unwrap(text: str) -> str:
    """Take the sides of boxes, values of names and other panes off."""
    lines = [line for line in (unbox(line).rstrip() for line in text.split("\n")) if not _VALUE_OF_NAME.match(line)]
    return "\n".join(strip_panes(lines) if "│" in text else lines)


def may_wrap(text: str) -> bool:
    """Whether a side, or the foot of a value, is in the text."""
    return "|" in text or "│" in text or "┃" in text or "└" in text


def unbox(line: str) -> str:
    """Take the sides of a box, or of boxes in a box, off a line."""
    start, end = len(line) - len(line.lstrip(" ")), len(line.rstrip(" "))
    if start > INDENT_LIMIT or not is_boxed(line, start, end):
        return line
    while is_boxed(line, start, end):
        start, end = start + 1 + (line[start + 1] == " "), end - 1
        while end > start and line[end - 1] == " ":
            end -= 1
    return line[start:end]


def is_boxed(line: str, start: int, end: int) -> bool:
    """Whether a part of a line stands between two sides."""
    return end - start > 1 and line[start] in SIDES and line[end - 1] in SIDES


def strip_panes(lines: list[str]) -> list[str]:
    """Keep the pane of a split screen that tells of an error: almost every line has a border at the same place."""
    columns = Counter(place for line in lines for place in {line.find("│"), line.rfind("│")})
    del columns[-1]
    column, count = columns.most_common(1)[0] if columns else (0, 0)
    if count < max(PANE_LINES, PANE_SHARE * sum(map(bool, lines))):
        return lines
    left, right = ("\n".join(part_at(line, column, side) for line in lines) for side in (0, 1))
    tells_left, tells_right = (_TELLS.search(side) is not None for side in (left, right))
    if tells_left == tells_right or not all(has_text(lines, column, side) for side in (0, 1)):
        return lines  # a box, or both panes tell of something
    return (left if tells_left else right).split("\n")


def has_text(lines: Sequence[str], column: int, side: int) -> bool:
    """Whether anything stands on one side of a border."""
    return any(part_at(line, column, side).strip(" │") for line in lines if line[column : column + 1] == "│")


def part_at(line: str, column: int, side: int) -> str:
    """What stands left (0) or right (1) of a border; the line where it has none."""
    if line[column : column + 1] != "│":
        return line
    return line[column + 1 :] if side else line[:column].rstrip()


BOXES = Wrapping(
    "boxes",
    may_wrap,
    unwrap,
    (
        Example(
            "│ /home/a.py:3 in f    │\n│                      │\n│ ❱ 3 │   g()          │\nValueError: no",
            "ValueError: no @ /home/a.py:3 g()",
        ),
        Example(
            'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g(x,\n      └ 7\n\nValueError: no',
            "ValueError: no @ a.py:3 g(x,",
        ),
    ),
)
