"""Has the user's own program repaired by the server that they have set, where they permit that it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from whygrad.answering import Answering
from whygrad.answers.edits import apply_edits, lines_of, unified_diff
from whygrad.answers.runs import Candidate, Repair
from whygrad.user.redaction import redact

WAIT_SECONDS = 30
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NotPermitted(Exception):
    """No server is set that programs may be sent to."""


def repair_program(answering: Answering, code: str, **known: str) -> Repair:
    """What comes of a program, given its `traceback` or `symptom`; with `fixed`, of that correction of it.

    What names a person, a machine or a secret is replaced before it leaves the machine; a candidate that edits such a
    line is left out. Raises `NotPermitted`, and `ServerError` where there is no answer.
    """
    if not answering.settings.permits("source"):
        raise NotPermitted("no server is set that may be sent programs")
    sent = payload(answering, code, **known)
    repair = answering.client.repair(sent.pop("code"), wait=WAIT_SECONDS, **sent)
    if payload(answering, code)["code"] == code:
        return repair
    return replace(repair, candidates=tuple(with_own_lines(code, repair.candidates)))


def payload(answering: Answering, code: str, **known: str) -> dict[str, str]:
    """What is sent: to a server on this machine everything as it is, to another what is left after redaction."""
    texts = {"code": code, **known}
    if urlsplit(answering.settings.server).hostname in LOOPBACK:
        return texts
    return {name: redact(text) for name, text in texts.items()}


def with_own_lines(code: str, candidates: Iterable[Candidate]) -> Iterable[Candidate]:
    """The candidates as edits of the program that was not sent; those that edit a replaced line are left out."""
    replaced = {
        number
        for number, (own, sent) in enumerate(zip(lines_of(code), lines_of(redact(code)), strict=True))
        if own != sent
    }
    for candidate in candidates:
        touched = {line for edit in candidate.edits for line in range(edit.range.start.line, edit.range.end.line + 1)}
        if not touched & replaced:
            fixed = apply_edits(code, candidate.edits)
            yield replace(candidate, code=fixed, diff=unified_diff(code, fixed))
