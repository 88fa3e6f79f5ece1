"""Has the user's own program run or repaired: on this machine, or by the server that they permit it to be sent to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from whygrad.answering import Answering
from whygrad.answers.edits import apply_edits, lines_of, unified_diff
from whygrad.answers.runs import Candidate, Repair, Verification
from whygrad.user.redaction import redact

WAIT_SECONDS = 30
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NotPermitted(Exception):
    """Nothing is set that may run the user's programs."""


def repair_program(answering: Answering, code: str, **known: str) -> Repair:
    """What comes of a program, given its `traceback` or `symptom`; with `fixed`, of that correction of it.

    What names a person, a machine or a secret is replaced before it leaves the machine; a candidate that edits such a
    line is left out. Raises `NotPermitted`, and `ServerError` where there is no answer.
    """
    demand_permission(answering)
    sent = payload(answering, code, **known)
    repair = answering.runner.repair(sent.pop("code"), wait=WAIT_SECONDS, **sent)
    if payload(answering, code)["code"] == code:
        return repair
    return replace(repair, candidates=tuple(with_own_lines(code, repair.candidates)))


def verify_program(answering: Answering, code: str) -> Verification:
    """How a program runs, sent as for a repair; raises `NotPermitted`, and `ServerError` where there is no answer."""
    demand_permission(answering)
    return answering.runner.verify(wait=WAIT_SECONDS, **payload(answering, code))


def demand_permission(answering: Answering) -> None:
    """Raise `NotPermitted` unless the user has set what may run their programs."""
    if not answering.settings.runs_programs:
        raise NotPermitted("nothing is set that may run programs")


def payload(answering: Answering, code: str, **known: str) -> dict[str, str]:
    """What is sent: on this machine everything as it is, to another what is left after redaction."""
    texts = {"code": code, **known}
    if answering.settings.is_local or urlsplit(answering.settings.server).hostname in LOOPBACK:
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
