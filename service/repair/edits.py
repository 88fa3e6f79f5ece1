"""The difference between two programs: as LSP text edits, and as a unified diff."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from whygrad.answers.edits import lines_of


@dataclass(frozen=True)
class Position:
    """A place in a text: line from 0, character from 0 in UTF-16 units."""

    line: int
    character: int


@dataclass(frozen=True)
class TextEdit:
    """New text for what stands from `start` to `end`, as the language server protocol has it."""

    start: Position
    end: Position
    new_text: str


def text_edits(before: str, after: str) -> list[TextEdit]:
    """The smallest spans that differ, one for each changed block of lines."""
    old, new = lines_of(before), lines_of(after)
    starts = [0]
    for row in old:
        starts.append(starts[-1] + len(row))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    edits: list[TextEdit] = []
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            removed, added = "".join(old[first:last]), "".join(new[new_first:new_last])
            head = common_head(removed, added)
            tail = common_head(removed[head:][::-1], added[head:][::-1])
            start, end = starts[first] + head, starts[last] - tail
            text = added[head : len(added) - tail]
            edits.append(TextEdit(position_of(old, starts, start), position_of(old, starts, end), text))
    return edits


def common_head(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def position_of(rows: list[str], starts: list[int], offset: int) -> Position:
    """The place of a character, whose rows begin at `starts`."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if starts[middle] <= offset else (low, middle - 1)
    row = rows[low] if low < len(rows) else ""
    return Position(low, len(row[: offset - starts[low]].encode("utf-16-le")) // 2)
