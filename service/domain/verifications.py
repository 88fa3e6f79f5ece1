"""Runs code on request: a program that somebody sends, a reproduction, a fix, or a concept's demo."""

from __future__ import annotations

from typing import Any

from service.problem_texts import render_reason
from service.problems import refusals
from service.verifier.client import (
    ForeignCodeRefused,
    JobState,
    NoSuchTorch,
    UnknownJob,
    VerifierBusy,
    VerifierClient,
    VerifierUnavailable,
)
from service.verifier.framing import Job, Verdict
from whygrad.answers.library import Library

RETRY_SECONDS = 2


def build_job(library: Library, request: dict[str, Any]) -> Job:
    """The job that a request names; raises `UnknownItem` for an entry or a concept that is not there,
    `Refusal` for a case or a fix."""
    if "code" in request:
        return {"code": request["code"], "foreign": True, "torch_version": request.get("torch_version")}
    if "concept" in request:
        return {"code": library.concept(request["concept"]).code}
    return entry_job(library, request["error"], request.get("case"), request.get("fix"))


def entry_job(library: Library, entry_id: str, case_id: str | None, fix_id: str | None) -> Job:
    """The job of an entry's fix, judged by its oracle, or of its reproduction where no fix is named."""
    entry, matching = library.entry(entry_id), library.item("error", entry_id).matching
    case = next((case for case in entry.cases if case_id in (None, case.id)), None)
    if case is None:
        raise refusals.UnknownCase(entry.id, str(case_id))
    job: Job = {"code": case.reproduction.code, "world_size": matching["world_size"]}
    if fix_id is None:
        return job
    fix = next((fix for fix in case.fixes if fix.id == fix_id), None)
    if fix is None:
        raise refusals.UnknownFix(entry.id, case.id, fix_id)
    return job | {"code": fix.code, "check": matching["checks"][case.id]}


def submit(library: Library, verifier: VerifierClient, request: dict[str, Any], client: str) -> dict[str, Any]:
    """Have the code that a request names run for `client`, and wait for the verdict as long as the request says."""
    job = build_job(library, request)
    try:
        state = verifier.submit(job, request["wait"], client)
    except VerifierUnavailable as error:
        raise refusals.VerifierUnavailable(RETRY_SECONDS) from error
    except VerifierBusy as busy:
        raise refusals.QueueFull(busy.retry_after_seconds) from busy
    except ForeignCodeRefused as refused:
        raise refusals.ForeignCodeRefused(refused.missing) from refused
    except NoSuchTorch as absent:
        raise refusals.UnavailableTorch(absent.versions) from absent
    return describe_state(library, state)


def read(library: Library, verifier: VerifierClient, job_id: str) -> dict[str, Any]:
    """State of a verification; raises `Refusal` for an id that is not kept."""
    try:
        return describe_state(library, verifier.read(job_id))
    except UnknownJob as error:
        raise refusals.UnknownVerification from error
    except VerifierUnavailable as error:
        raise refusals.VerifierUnavailable(RETRY_SECONDS) from error


def describe_state(library: Library, state: JobState) -> dict[str, Any]:
    """A verification as the API gives it."""
    verdict = describe_verdict(library, state.verdict) if state.verdict else None
    return {"id": state.id, "status": state.status, "verdict": verdict}


def describe_verdict(library: Library, verdict: Verdict) -> dict[str, Any]:
    """A verdict as the API gives it: what happened and nothing more."""
    checks = [
        {
            "name": check["name"],
            "statement": check["statement"].get(library.language, ""),
            "passed": check["passed"],
            "detail": check["detail"],
        }
        for check in verdict["checks"]
    ]
    return {
        "outcome": verdict["outcome"],
        "reason": verdict["reason"] and render_reason(verdict["reason"], library.language),
        "exception": verdict["exception"]
        and {name: verdict["exception"][name] for name in ("type", "message", "line")},
        "diagnosis": diagnose_exception(library, verdict),
        "stdout": verdict["stdout"],
        "stderr": verdict["stderr"],
        "truncated": verdict["truncated"],
        "warnings": verdict["warnings"],
        "gradients": verdict["gradients"],
        "culprit": None,
        "checks": checks,
        "wall_ms": verdict["wall_ms"],
        "cpu_ms": verdict["cpu_ms"],
        "peak_memory_mib": verdict["peak_memory_mib"],
        "isolation": verdict["isolation"],
        "observed_by": verdict["observed_by"],
        "torch_version": verdict["torch_version"],
        "code_sha256": verdict["code_sha256"],
    }


def diagnose_exception(library: Library, verdict: Verdict) -> str | None:
    """The entry that diagnoses the exception of a verdict."""
    exception = verdict["exception"]
    if not exception:
        return None
    matches = library.finders.signatures.match_exception(exception["type"], exception["message"], exception["source"])
    return matches[0].entry if matches else None
