"""Runs code on request: a program that somebody sends, a reproduction, a fix, or a concept's demo."""

from __future__ import annotations

from typing import Any

import msgspec

from service.problems import refusals
from service.problems.texts import render
from service.verifier import contract
from service.verifier.contract import Job, JobState, ProgramException, Refused, Verifier
from whygrad.answers.documents import Case, Entry, Fix
from whygrad.answers.library import Library
from whygrad.answers.runs import (
    Check,
    Culprit,
    Gradient,
    Isolation,
    Observers,
    RaisedException,
    Verdict,
    Verification,
)

RETRY_SECONDS = 2


def build_job(library: Library, request: dict[str, Any]) -> Job:
    """The job that a request names; raises `UnknownItem` for an entry or a concept that is not there,
    `Refusal` for a case or a fix."""
    if "code" in request:
        return Job(request["code"], foreign=True, torch_version=request.get("torch_version"), trace=True)
    if "concept" in request:
        return Job(library.concept(request["concept"]).code)
    return entry_job(library, request["error"], request.get("case"), request.get("fix"))


def entry_job(library: Library, entry_id: str, case_id: str | None, fix_id: str | None) -> Job:
    """The job of an entry's fix, judged by its oracle, or of its reproduction where no fix is named."""
    entry, matching = library.entry(entry_id), library.item("error", entry_id).matching
    case = find_case(entry, case_id)
    if fix_id is None:
        return Job(case.reproduction.code, world_size=matching["world_sizes"][case.id])
    fix = find_fix(entry, case, fix_id)
    return Job(fix.code, world_size=matching["world_sizes"][case.id], check=matching["checks"][case.id])


def find_case(entry: Entry, case_id: str | None) -> Case:
    """The case of an entry, the first where none is named; raises `UnknownCase`."""
    for case in entry.cases:
        if case_id in (None, case.id):
            return case
    raise refusals.UnknownCase(entry.id, str(case_id))


def find_fix(entry: Entry, case: Case, fix_id: str) -> Fix:
    """The fix of a case; raises `UnknownFix`."""
    for fix in case.fixes:
        if fix.id == fix_id:
            return fix
    raise refusals.UnknownFix(entry.id, case.id, fix_id)


def submit(library: Library, verifier: Verifier, request: dict[str, Any], client: str) -> Verification:
    """Have the code that a request names run for `client`, and wait for the verdict as long as the request says."""
    job = build_job(library, request)
    try:
        return describe_state(library, verifier.submit(job, request["wait"], client))
    except Refused as refused:
        raise as_refusal(refused.refusal) from refused


def read(library: Library, verifier: Verifier, job_id: str) -> Verification:
    """State of a verification; raises `Refusal` for an id that is not kept."""
    try:
        return describe_state(library, verifier.read(job_id))
    except Refused as refused:
        raise as_refusal(refused.refusal) from refused


def as_refusal(refusal: contract.Refusal) -> refusals.Refusal:
    """What the verifier refuses, as the service says it."""
    match refusal:
        case contract.UnknownJob():
            return refusals.UnknownVerification()
        case contract.Busy(retry_after_seconds=seconds):
            return refusals.QueueFull(seconds)
        case contract.LayersMissing(missing=missing):
            return refusals.ForeignCodeRefused(missing)
        case contract.NoSuchTorch(torch_versions=versions):
            return refusals.UnavailableTorch(versions)
        case contract.Starting() | contract.Unreachable() | contract.BrokenRequest():
            return refusals.VerifierUnavailable(RETRY_SECONDS)


def describe_state(library: Library, state: JobState) -> Verification:
    """A verification as it is answered."""
    verdict = describe_verdict(library, state.verdict) if state.verdict else None
    return Verification(id=state.id, status=state.status, verdict=verdict)


def describe_verdict(library: Library, verdict: contract.Verdict) -> Verdict:
    """A verdict as it is answered: what happened and nothing more, in the language of the library."""
    language, reason, exception = library.language, verdict.reason, verdict.exception
    layers = msgspec.structs.asdict(verdict.isolation)
    return Verdict(
        outcome=verdict.outcome,
        reason=render("reasons", reason.code, "message", language, reason.parameters) if reason else None,
        exception=describe_exception(exception) if exception else None,
        diagnosis=diagnose_exception(library, exception) if exception else None,
        stdout=verdict.stdout,
        stderr=verdict.stderr,
        truncated=verdict.truncated,
        warnings=verdict.warnings,
        gradients=[Gradient(**msgspec.structs.asdict(gradient)) for gradient in verdict.gradients],
        culprit=describe_culprit(verdict.culprit, language),
        checks=[describe_check(check, language) for check in verdict.checks],
        wall_ms=verdict.wall_ms,
        cpu_ms=verdict.cpu_ms,
        peak_memory_mib=verdict.peak_memory_mib,
        isolation=Isolation(**layers, several_processes=verdict.several_processes),
        observed_by=Observers(**msgspec.structs.asdict(verdict.observed_by)),
        torch_version=verdict.torch_version,
        code_sha256=verdict.code_sha256,
    )


def describe_exception(exception: ProgramException) -> RaisedException:
    """The exception of a run as it is answered."""
    return RaisedException(type=exception.type, message=exception.message, line=exception.line)


def describe_check(check: contract.Check, language: str) -> Check:
    """A check of a fix in one language."""
    statement = check.statement.get(language, "")
    return Check(name=check.name, statement=statement, passed=check.passed, detail=check.detail)


def describe_culprit(culprit: contract.Culprit | None, language: str) -> Culprit | None:
    """The line that did it, in words."""
    if culprit is None:
        return None
    explanation = culprit.explanation.get(language, "")
    return Culprit(line=culprit.line, operation=culprit.operation, explanation=explanation)


def diagnose_exception(library: Library, exception: ProgramException) -> str | None:
    """The entry that diagnoses the exception of a run."""
    matches = library.finders.signatures.match_exception(exception.type, exception.message, exception.source)
    return matches[0].entry if matches else None
