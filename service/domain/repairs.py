"""Repairs somebody's own program, or checks a correction that they have: orders the job and tells what came of it."""

from __future__ import annotations

from typing import Any, Literal

from service.domain.verifications import as_refusal, describe_culprit
from service.problems import refusals
from service.problems.texts import render
from service.verifier import contract
from service.verifier.contract import Job, JobState, ProgramException, Refused, RepairOrder, Verdict, Verifier
from whygrad.answers.library import Library, UnknownItem
from whygrad.answers.runs import (
    Candidate,
    Evidence,
    Position,
    RaisedException,
    Range,
    Repair,
    RepairDiagnosis,
    TextEdit,
)
from whygrad.reading import read_report
from whygrad.tracing.families import family_title


def submit(library: Library, verifier: Verifier, request: dict[str, Any], client: str) -> Repair:
    """Have a program repaired for `client`, and wait for the result as long as the request says; raises `Refusal`."""
    order = RepairOrder(request.get("fixed"), suggested_families(library, request))
    job = Job(request["code"], foreign=True, repair=order)
    try:
        return describe_state(library, verifier.submit(job, request["wait"], client))
    except Refused as refused:
        raise as_refusal(refused.refusal) from refused


def read(library: Library, verifier: Verifier, job_id: str) -> Repair:
    """State of a repair; raises `Refusal` for an id that is not kept."""
    try:
        return describe_state(library, verifier.read(job_id))
    except Refused as refused:
        if isinstance(refused.refusal, contract.UnknownJob):
            raise refusals.UnknownRepair from refused
        raise as_refusal(refused.refusal) from refused


def suggested_families(library: Library, request: dict[str, Any]) -> list[str]:
    """The entries that a traceback or the words of a symptom point to, likeliest first."""
    found: list[str] = []
    if request.get("traceback"):
        found += [match.entry for match in library.finders.signatures.match(read_report(request["traceback"]))]
    if request.get("symptom"):
        outcome = library.finders.questions.ask(request["symptom"])
        found += [hit.id for hit in (*outcome.answers, *outcome.similar) if hit.kind == "error"]
    return list(dict.fromkeys(found))


def describe_state(library: Library, state: JobState) -> Repair:
    """A repair as the API gives it."""
    if state.verdict is None:
        return Repair(id=state.id, progress=state.status)
    found = describe_repair(library, state.verdict.repair) if state.verdict.repair else {"cut": True}
    return Repair(
        id=state.id,
        progress=state.status,
        status=status_of(state.verdict),
        reason=tell_reason(state.verdict.reason, library.language),
        wall_ms=state.verdict.wall_ms,
        torch_version=state.verdict.torch_version,
        code_sha256=state.verdict.code_sha256,
        **found,
    )


def tell_reason(reason: contract.Reason | None, language: str) -> str | None:
    """Why it ended so, in words."""
    return None if reason is None else render("reasons", reason.code, "message", language, reason.parameters)


def describe_repair(library: Library, repair: contract.Repair) -> dict[str, Any]:
    """What came of a repair, as fields of the answer."""
    return {
        "diagnosis": diagnose(library, repair.family, repair.exception),
        "exception": describe_exception(repair.exception),
        "culprit": describe_culprit(repair.culprit, library.language),
        "candidates": [describe_candidate(found, repair.family, library.language) for found in repair.candidates],
        "cut": repair.cut,
        "spent_ms": repair.spent_ms,
    }


def status_of(
    verdict: Verdict,
) -> Literal["repaired", "suggested", "not_reproduced", "unsupported", "sandbox_fault"]:
    """How it ended; a program that ran into a limit was not reproduced."""
    if verdict.outcome == "unsupported":
        return "unsupported"
    if verdict.outcome == "sandbox_fault":
        return "sandbox_fault"
    return verdict.repair.status if verdict.repair else "not_reproduced"


def describe_exception(exception: ProgramException | None) -> RaisedException | None:
    """The exception that the program raised."""
    if exception is None:
        return None
    return RaisedException(type=exception.type, message=exception.message, line=exception.line)


def diagnose(library: Library, family: str | None, exception: ProgramException | None) -> RepairDiagnosis | None:
    """The entry of the fault that was found; where none was, that of the exception."""
    entry_id = family
    if entry_id is None and exception is not None:
        matches = library.finders.signatures.match_exception(exception.type, exception.message, exception.source)
        entry_id = matches[0].entry if matches else None
    if entry_id is None:
        return None
    try:
        entry = library.entry(entry_id)
    except UnknownItem:
        return RepairDiagnosis(id=entry_id, title=family_title(entry_id)[library.language], aliases=[])
    return RepairDiagnosis(id=entry.id, title=entry.title, aliases=entry.aliases)


def describe_candidate(candidate: contract.Candidate, family: str | None, language: str) -> Candidate:
    """A corrected program with its evidence."""
    return Candidate(
        fix=f"{family}/{candidate.fix}",
        title=candidate.title.get(language, ""),
        code=candidate.code,
        edits=[describe_edit(edit) for edit in candidate.edits],
        diff=candidate.diff,
        safety="safe" if candidate.verified else "unsafe",
        why=candidate.why.get(language, ""),
        assumes=None if candidate.assumes is None else candidate.assumes.get(language, ""),
        verified=candidate.verified,
        evidence=[
            Evidence(check=item.check, result=item.result, detail=item.detail.get(language, ""))
            for item in candidate.evidence
        ],
    )


def describe_edit(edit: contract.Edit) -> TextEdit:
    """An edit as the language server protocol writes it."""
    return TextEdit(
        range=Range(
            start=Position(line=edit.start_line, character=edit.start_character),
            end=Position(line=edit.end_line, character=edit.end_character),
        ),
        newText=edit.new_text,
    )
