"""Edits and places as the language server protocol has them, in the units that the editor counts in."""

from __future__ import annotations

from lsprotocol import types as lsp
from pygls.workspace import TextDocument

from whygrad.answers.edits import lines_of
from whygrad.answers.runs import TextEdit
from whygrad.lsp.findings import Found


def edit_of(edit: TextEdit, document: TextDocument) -> lsp.TextEdit:
    """An edit of ours, whose characters are UTF-16 units, as the protocol's."""
    rows = rows_of(document)
    start, end = (
        place(document, rows, spot.line, len(utf_16_prefix(row_of(rows, spot.line), spot.character)))
        for spot in (edit.range.start, edit.range.end)
    )
    return lsp.TextEdit(range=lsp.Range(start=start, end=end), new_text=edit.newText)


def range_of(found: Found, document: TextDocument) -> lsp.Range:
    """The marked columns of a finding."""
    rows = rows_of(document)
    start, end = (place(document, rows, found.line - 1, column) for column in (found.start, found.end))
    return lsp.Range(start=start, end=end)


def end_of_line(document: TextDocument, line: int) -> lsp.Range:
    """The place behind the last character of a line, from 1."""
    rows = rows_of(document)
    spot = place(document, rows, line - 1, len(row_of(rows, line - 1)))
    return lsp.Range(start=spot, end=spot)


def line_range(line: int) -> lsp.Range:
    """The start of a line, from 1."""
    return lsp.Range(start=lsp.Position(line - 1, 0), end=lsp.Position(line - 1, 0))


def place(document: TextDocument, rows: list[str], line: int, column: int) -> lsp.Position:
    """A line, from 0, and a column in characters."""
    units = document.position_codec.client_num_units(row_of(rows, line)[:column])
    return lsp.Position(line=line, character=units)


def rows_of(document: TextDocument) -> list[str]:
    """The lines of a document as an editor counts them, without their ends."""
    return [line.rstrip("\r\n") for line in lines_of(document.source)]


def row_of(rows: list[str], line: int) -> str:
    """A line, from 0; empty behind the last."""
    return rows[line] if line < len(rows) else ""


def utf_16_prefix(row: str, units: int) -> str:
    """The first so many UTF-16 units of a line."""
    return row.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")
