"""Places in the units that the editor counts in; whatever the document, an edit that is offered applies to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp
from pygls.workspace import PositionCodec, TextDocument

from tests.clients.test_hints import FAULTY, PRELUDE
from whygrad.answers.runs import Position, Range, TextEdit
from whygrad.lsp.actions import silence
from whygrad.lsp.hints import hints_in
from whygrad.lsp.protocol import edit_of, range_of

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def document_of(text, encoding):
    return TextDocument("file:///x.py", text, version=1, position_codec=PositionCodec(encoding))


def rows_of(text):
    """The lines as an editor counts them: only CR LF, LF and CR end one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def cut(text, place, encoding):
    """The line of a place, up to it and behind it."""
    codec, size = ENCODINGS[encoding]
    row = rows_of(text)[place.line].encode(codec, "surrogatepass")
    assert 0 <= place.character * size <= len(row)
    return [
        part.decode(codec, "surrogatepass") for part in (row[: place.character * size], row[place.character * size :])
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_edit_of_ours_is_in_the_units_of_the_editor(encoding):
    text = "a = 1\nname = '损失😀'; x = 2\n"
    before = len("name = '损失😀'; x = ".encode("utf-16-le")) // 2
    span = Range(start=Position(line=1, character=before), end=Position(line=1, character=before + 1))
    edit = edit_of(TextEdit(range=span, newText="3"), document_of(text, encoding))
    assert cut(text, edit.range.start, encoding) == ["name = '损失😀'; x = ", "2"]
    assert cut(text, edit.range.end, encoding)[1] == "" and edit.new_text == "3"


def test_an_edit_may_add_lines_behind_the_last():
    span = Range(start=Position(line=1, character=0), end=Position(line=1, character=0))
    edit = edit_of(TextEdit(range=span, newText="b = 2\n"), document_of("a = 1\n", "utf-16"))
    assert edit.range.start == lsp.Position(1, 0)


PIECES = st.sampled_from([piece for programs in FAULTY.values() for piece in programs])
NOISE = st.sampled_from(
    ["# 损失\f😀", "s = '''\x0c\u2028\x85'''", "\tif", "x = 1 \\", "d = '\ud83d'", "é = '\u0301'"]
) | st.text(max_size=20)
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
DOCUMENTS = st.builds(
    lambda parts, ending: (PRELUDE + "\n".join(parts)).replace("\n", ending),
    st.lists(PIECES | NOISE, max_size=6),
    BREAKS,
)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, st.sampled_from([*ENCODINGS]))
def test_every_hint_marks_its_expression_and_its_comment_silences_it(text, encoding):
    document = document_of(text, encoding)
    for found in hints_in(text):
        marked = range_of(found, document)
        assert marked.start.line == marked.end.line == found.line - 1
        assert cut(text, marked.start, encoding)[0] == rows_of(text)[found.line - 1][: found.start]
        for action in silence(document, found, None, "en"):
            (edit,) = action.edit.changes[document.uri]
            before, after = cut(text, edit.range.start, encoding)
            assert after == "" and edit.range.start == edit.range.end
            rows = rows_of(text)
            rows[found.line - 1] = before + edit.new_text
            left = {(one.line, one.id) for one in hints_in("\n".join(rows))}
            assert left == {(one.line, one.id) for one in hints_in(text)} - {(found.line, found.id)}


@pytest.mark.parametrize(
    "program", ['F.cross_entropy(F.softmax("""\n""", 1), y)', "F.cross_entropy(F.softmax(x, 1), \\\n y)"]
)
def test_no_comment_is_offered_where_none_can_stand(program):
    text = PRELUDE + program
    (found,) = hints_in(text)
    assert silence(document_of(text, "utf-16"), found, None, "en") == []
