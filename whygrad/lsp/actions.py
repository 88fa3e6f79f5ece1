"""What can be done about a finding, as code actions of the protocol."""

from __future__ import annotations

import ast

from lsprotocol import types as lsp
from pygls.workspace import TextDocument

from whygrad.answers.edits import lines_of
from whygrad.answers.messages import say as say_of_answers
from whygrad.answers.runs import Candidate, Repair
from whygrad.client import ServerError
from whygrad.lsp.findings import Found
from whygrad.lsp.messages import say
from whygrad.lsp.protocol import edit_of, end_of_line

VERIFY = "whygrad.verify"


def edit(document: TextDocument, candidate: Candidate, diagnostic: lsp.Diagnostic, language: str) -> lsp.CodeAction:
    """An edit of the document as it is now."""
    assumed = "" if candidate.verified else say(language, "repair.assumes", assumes=candidate.assumes or "")
    identifier = lsp.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    edits = [edit_of(one, document) for one in candidate.edits]
    return lsp.CodeAction(
        title=candidate.title + assumed,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        edit=lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(text_document=identifier, edits=edits)]),
    )


def withheld(reason: str, diagnostic: lsp.Diagnostic, language: str) -> lsp.CodeAction:
    """That there is no edit, and why."""
    return lsp.CodeAction(
        title=say(language, "repair.title"),
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        disabled=lsp.CodeActionDisabled(reason=reason),
    )


def reason_of(repair: Repair | ServerError | None, is_permitted: bool, language: str) -> str:
    """Why there is no edit, in words."""
    if not is_permitted:
        return say(language, "repair.off")
    if isinstance(repair, ServerError):
        return say(language, "repair.failed", error=repair)
    if repair is None:
        return say(language, "repair.pending")
    if repair.status in ("repaired", "suggested", None):
        return say(language, "repair.none")
    return say_of_answers(language, f"repair.{repair.status}")


def silence(document: TextDocument, found: Found, diagnostic: lsp.Diagnostic, language: str) -> list[lsp.CodeAction]:
    """A comment that silences a hint on its line; none where a comment cannot stand, as in a string."""
    comment = f"  # whygrad: ignore[{found.id}]"
    rows = lines_of(document.source)
    row = rows[found.line - 1]
    end = len(row.rstrip("\r\n"))
    commented = "".join([*rows[: found.line - 1], row[:end], comment, row[end:], *rows[found.line :]])
    if not is_same_program(document.source, commented):
        return []
    added = lsp.TextEdit(range=end_of_line(document, found.line), new_text=comment)
    return [
        lsp.CodeAction(
            title=say(language, "hint.silence"),
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            edit=lsp.WorkspaceEdit(changes={document.uri: [added]}),
        )
    ]


def is_same_program(before: str, after: str) -> bool:
    """Whether two texts do the same, apart from their comments."""
    try:
        return ast.dump(ast.parse(before)) == ast.dump(ast.parse(after))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def verify(document: TextDocument, language: str) -> lsp.CodeAction:
    """A command that runs the document."""
    title = say(language, "verify.title")
    return lsp.CodeAction(title=title, command=lsp.Command(title=title, command=VERIFY, arguments=[document.uri]))
