"""Edits and places as the language server protocol has them."""

from __future__ import annotations

from lsprotocol import types as lsp

from whygrad.answers.runs import TextEdit
from whygrad.lsp.findings import Found


def edit_of(edit: TextEdit) -> lsp.TextEdit:
    """An edit of ours as the protocol's."""
    start, end = edit.range.start, edit.range.end
    span = lsp.Range(start=lsp.Position(start.line, start.character), end=lsp.Position(end.line, end.character))
    return lsp.TextEdit(range=span, new_text=edit.newText)


def range_of(found: Found) -> lsp.Range:
    """The marked columns of a finding."""
    line = found.line - 1
    return lsp.Range(start=lsp.Position(line, found.start), end=lsp.Position(line, max(found.end, found.start)))


def line_range(line: int) -> lsp.Range:
    """The start of a line, from 1."""
    return lsp.Range(start=lsp.Position(line - 1, 0), end=lsp.Position(line - 1, 0))
