"""The verdict on a run, made from the record that a child hands in and the kernel's account."""

from __future__ import annotations

import hashlib
import re
import signal
from dataclasses import dataclass
from typing import Literal

import msgspec

from service.verifier.contract import Job, Observers, Outcome, Reason, Record, Verdict
from service.verifier.framing import BrokenMessage, decode
from service.verifier.limits import Limits

OF_THE_PROCESS = ["exception", "warnings", "gradients", "checks", "culprit", "repair"]
OF_THE_KERNEL = ["stdout", "stderr", "truncated", "wall_ms", "cpu_ms", "peak_memory_mib", "isolation"]
OUT_OF_MEMORY = Reason("memory")
Stop = Literal["wall", "resident", "output", "record", "threads"]
# torch's C++ prints its warning where no call from Python waits to hand it to `warnings`:
# [rank0]:[W1127 17:41:24.935952706 reducer.cpp:1529] Warning: find_unused_parameters=True was … (function operator())
_PRINTED_WARNING = re.compile(
    r"""
      ^ (?: \[rank\d{1,9}\]: )? \[W [^\]\n]{1,80} \] [ ] Warning: [ ]
      ( [^\n]{1,4000} ) [ ] \( function [ ] [^\n]{1,80} \) $
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True)
class Observation:
    """What the supervisor saw of one run from outside."""

    record: bytes | None
    stdout: bytes
    stderr: bytes
    truncated: bool
    started: bool
    stopped: Stop | None
    exit_code: int | None
    wall_seconds: float
    cpu_seconds: float
    peak_memory_mib: int


def make_verdict(job: Job, seen: Observation, limits: Limits) -> Verdict:
    """The verdict on a run: the record where there is an honest one, else what the kernel saw."""
    record = read_record(seen.record, job) if seen.stopped is None else None
    stderr = seen.stderr.decode("utf-8", "replace")
    verdict = judge_end(seen, limits) if record is None else verdict_of_record(record, stderr)
    return msgspec.structs.replace(
        verdict,
        stdout=verdict.stdout or seen.stdout.decode("utf-8", "replace"),
        stderr=stderr,
        truncated=seen.truncated or verdict.truncated,
        wall_ms=round(seen.wall_seconds * 1e3, 2),
        cpu_ms=round(seen.cpu_seconds * 1e3, 2),
        peak_memory_mib=seen.peak_memory_mib,
        code_sha256=hashlib.sha256(job.code.encode("utf-8", "replace")).hexdigest(),
    )


def read_record(body: bytes | None, job: Job) -> Record | None:
    """The record that a child handed in; None for none, or for one that no honest child writes."""
    if body is None:
        return None
    try:
        record: Record = decode(body, Record)
    except BrokenMessage:
        return None
    return record if is_consistent(record, job) else None


def is_consistent(record: Record, job: Job) -> bool:
    """Whether a record says no more than the job asked for, and does not contradict itself."""
    if not job.has_ranks and (record.stdout is not None or record.outcome == "killed"):
        return False
    if not job.check and (record.checks or record.values or record.probe is not None):
        return False
    if (record.repair is not None and job.repair is None) or (record.culprit is not None and not job.trace):
        return False
    if (record.needs is not None and record.needs.is_known) != (record.outcome == "unsupported"):
        return False
    return (record.exception is None) == (record.outcome in ("passed", "killed"))


def list_printed_warnings(stderr: str) -> list[str]:
    """Warnings that torch printed itself, each once, as Python would have recorded them."""
    return list(dict.fromkeys(f"UserWarning: {text}" for text in _PRINTED_WARNING.findall(stderr)))


def verdict_of_record(record: Record, stderr: str) -> Verdict:
    """What a record says, as a verdict; a warning may be found on stderr instead."""
    reasons = {"out_of_memory": OUT_OF_MEMORY, "killed": Reason("rank-lost"), "unsupported": record.needs}
    return Verdict(
        outcome=record.outcome,
        observed_by=name_observers(has_record=True),
        reason=reasons.get(record.outcome),
        exception=record.exception,
        stdout=record.stdout or "",
        truncated=record.truncated,
        warnings=record.warnings + list_printed_warnings(stderr),
        gradients=record.gradients,
        checks=record.checks,
        values=record.values,
        probe=record.probe,
        culprit=record.culprit,
        repair=record.repair,
    )


def judge_end(seen: Observation, limits: Limits) -> Verdict:
    """The verdict on a run that left no record that counts."""
    outcome, reason = judge_stop(seen.stopped, limits) if seen.stopped else judge_exit(seen, limits)
    return Verdict(outcome, name_observers(has_record=False), reason)


def judge_stop(stop: Stop, limits: Limits) -> tuple[Outcome, Reason]:
    """Outcome and reason of a run that the supervisor ended at a limit."""
    stops: dict[Stop, tuple[Outcome, Reason]] = {
        "wall": ("timed_out", Reason("wall-time", {"seconds": limits.wall_seconds})),
        "resident": ("out_of_memory", OUT_OF_MEMORY),
        "output": ("killed", Reason("output", {"mebibytes": limits.output_bytes // 2**20})),
        "record": ("killed", Reason("record-too-large")),
        "threads": ("unsupported", Reason("needs-threads")),
    }
    return stops[stop]


def judge_exit(seen: Observation, limits: Limits) -> tuple[Outcome, Reason]:
    """Outcome and reason of a run that ended by itself."""
    if not seen.started:
        return "sandbox_fault", Reason("child-lost")
    if seen.record is not None:
        return "killed", Reason("record-forged")
    used_up = seen.cpu_seconds >= limits.cpu_seconds
    if seen.exit_code == -signal.SIGXCPU or (seen.exit_code == -signal.SIGKILL and used_up):
        return "timed_out", Reason("cpu-time", {"seconds": limits.cpu_seconds})
    if seen.exit_code is None or seen.exit_code == -signal.SIGKILL:  # a program cannot send itself SIGKILL
        return "sandbox_fault", Reason("child-killed")
    if seen.exit_code == -signal.SIGSYS:
        return "killed", Reason("other-architecture")
    if seen.exit_code < 0:
        name = signal.strsignal(-seen.exit_code) or ""
        return "killed", Reason("signal", {"number": -seen.exit_code, "name": name})
    return "killed", Reason("no-record", {"exit_code": seen.exit_code})


def name_observers(*, has_record: bool) -> Observers:
    """Who saw which field of a verdict."""
    if not has_record:
        return Observers(kernel=["outcome", *OF_THE_KERNEL], process=[])
    return Observers(kernel=OF_THE_KERNEL, process=["outcome", *OF_THE_PROCESS])


def fault(code: str) -> Verdict:
    """A verdict that says that we failed."""
    return Verdict("sandbox_fault", name_observers(has_record=False), Reason(code))
