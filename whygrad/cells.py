"""The cells of a notebook as one program, and a correction of that program as new texts of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whygrad.answers.edits import apply_edits, lines_of
from whygrad.answers.runs import Candidate, Position, Range, TextEdit

MARKS = ("%", "!", "?")  # what IPython reads for itself


@dataclass(frozen=True)
class CellEdit:
    """A cell as it was run, and as it should be."""

    before: str
    after: str


def program_of(cells: Sequence[str]) -> str:
    """What the cells run, in order; lines that are IPython's own are left empty, so that every line keeps its place."""
    return "".join(f"{'' if line.lstrip().startswith(MARKS) else line}\n" for cell in cells for line in rows_of(cell))


def rows_of(cell: str) -> list[str]:
    """The lines of a cell, without their ends."""
    return [line.rstrip("\r\n") for line in lines_of(cell)]


def cell_edits(cells: Sequence[str], candidate: Candidate) -> tuple[CellEdit, ...]:
    """The cells that a correction changes; none where one of its edits reaches over the end of a cell."""
    found, start = [], 0
    for cell in cells:
        end = start + len(rows_of(cell))
        own = [edit for edit in candidate.edits if start <= edit.range.start.line < end]
        if any((edit.range.end.line, edit.range.end.character) > (end, 0) for edit in own):
            return ()
        if own:
            whole = "".join(f"{row}\n" for row in rows_of(cell))
            after = apply_edits(whole, [moved(edit, start) for edit in own])
            found.append(CellEdit(cell, after.removesuffix("\n")))
        start = end
    return tuple(found)


def moved(edit: TextEdit, lines: int) -> TextEdit:
    """The same edit of a text that begins so many lines later."""
    start, end = edit.range.start, edit.range.end
    return replace(
        edit,
        range=Range(
            start=Position(line=start.line - lines, character=start.character),
            end=Position(line=end.line - lines, character=end.character),
        ),
    )
