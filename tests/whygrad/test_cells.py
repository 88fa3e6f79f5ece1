"""Cells as one program, and a correction of it as new texts of the cells that it changes."""

import pytest

from whygrad.answers.edits import apply_edits
from whygrad.answers.runs import Candidate, Position, Range, TextEdit
from whygrad.cells import CellEdit, cell_edits, program_of

CELLS = ["%load_ext whygrad\nimport torch", "", "h = torch.ones(3)\r\n!ls\nh += 1", "%%whygrad\nh.sum().backward()"]


def candidate(*spans):
    edits = [
        TextEdit(
            range=Range(start=Position(line=first, character=a), end=Position(line=last, character=b)), newText=text
        )
        for first, a, last, b, text in spans
    ]
    return Candidate(
        fix="x/y",
        title="",
        code="",
        edits=edits,
        diff="",
        safety="safe",
        why="",
        assumes=None,
        verified=True,
        evidence=[],
    )


def test_every_line_keeps_its_place_and_what_is_ipythons_is_left_out():
    assert program_of(CELLS) == "\nimport torch\nh = torch.ones(3)\n\nh += 1\n\nh.sum().backward()\n"


def test_an_edit_becomes_a_new_text_of_its_cell_alone():
    fix = candidate((4, 0, 4, 6, "h = h + 1"))
    assert "h = h + 1" in apply_edits(program_of(CELLS), fix.edits)
    assert cell_edits(CELLS, fix) == (CellEdit(CELLS[2], "h = torch.ones(3)\n!ls\nh = h + 1"),)


def test_edits_of_several_cells_and_at_the_end_of_one():
    fix = candidate((1, 0, 1, 12, "import torch as t"), (4, 0, 5, 0, "h = h + 1\n"))
    assert [edit.after.splitlines()[-1] for edit in cell_edits(CELLS, fix)] == ["import torch as t", "h = h + 1"]


@pytest.mark.parametrize("span", [(1, 0, 2, 3, ""), (4, 0, 6, 0, "pass\n")])
def test_an_edit_over_the_end_of_a_cell_is_none(span):
    assert cell_edits(CELLS, candidate(span)) == ()
