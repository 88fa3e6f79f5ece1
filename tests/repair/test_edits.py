"""Edits turn the program that was sent into the candidate, whatever it is written in."""

from service.repair.edits import text_edits
from whygrad.answers.edits import unified_diff


def apply(text, edits):
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-16-le")))
    units = text.encode("utf-16-le")
    for edit in reversed(edits):
        start = starts[edit.start.line] + 2 * edit.start.character
        end = starts[edit.end.line] + 2 * edit.end.character
        units = units[:start] + edit.new_text.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")


def test_characters_are_counted_in_utf_16_units():
    before, after = 'x = "🙂图"; y = 1\n', 'x = "🙂图"; y = 12\n'
    (edit,) = text_edits(before, after)
    assert (edit.start.line, edit.start.character, edit.new_text) == (0, 16, "2")
    assert apply(before, [edit]) == after


def test_every_block_of_lines_has_an_edit_of_its_own():
    before = "a = 1\nb = 2\nc = 3\n"
    after = "a = 1.0\nb = 2\nc = 3\nd = 4"
    edits = text_edits(before, after)
    assert len(edits) == 2
    assert apply(before, edits) == after


def test_nothing_is_edited_where_nothing_differs():
    assert text_edits("a = 1\n", "a = 1\n") == []
    assert unified_diff("a = 1\n", "a = 1\n") == ""


def test_the_diff_is_what_patch_reads():
    assert unified_diff("a\nb", "a\nc").splitlines()[-3:] == [
        "\\ No newline at end of file",
        "+c",
        "\\ No newline at end of file",
    ]
