"""The record that a child hands in of its run, and the verdict made from it and the kernel's account."""

from __future__ import annotations

import hashlib
import signal
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from service.verifier.framing import Job, Verdict, has_ranks
from service.verifier.limits import Limits

Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Name = Annotated[str, msgspec.Meta(max_length=1_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
OF_THE_PROCESS = ["exception", "warnings", "gradients", "checks"]
OF_THE_KERNEL = ["stdout", "stderr", "truncated", "wall_ms", "cpu_ms", "peak_memory_mib", "isolation"]
RAN_OUT = "used more memory than it may have"


class RecordedException(msgspec.Struct, forbid_unknown_fields=True):
    """The exception that ended a program."""

    type: Name
    message: Text
    line: Count | None
    source: Text


class RecordedGradient(msgspec.Struct, forbid_unknown_fields=True):
    """The state of one leaf's gradient."""

    name: Name
    shape: Annotated[list[Count], msgspec.Meta(max_length=64)]
    dtype: Name
    status: Literal["ok", "none", "non_finite", "zero"]


class RecordedCheck(msgspec.Struct, forbid_unknown_fields=True):
    """The outcome of one check of an oracle."""

    name: Name
    statement: Annotated[dict[Name, Text], msgspec.Meta(max_length=10)]
    passed: bool
    detail: Text


class Record(msgspec.Struct, forbid_unknown_fields=True):
    """What a child says of its run: observed inside the process, so only as honest as the program."""

    outcome: Literal["passed", "raised", "out_of_memory", "unsupported", "killed"]
    exception: RecordedException | None
    needs: Name | None
    warnings: Annotated[list[Text], msgspec.Meta(max_length=100)]
    gradients: Annotated[list[RecordedGradient], msgspec.Meta(max_length=64)]
    stdout: Text | None = None
    checks: Annotated[list[RecordedCheck], msgspec.Meta(max_length=100)] = []
    values: Annotated[dict[Name, Text], msgspec.Meta(max_length=100)] = {}
    probe: bool | None = None


@dataclass(frozen=True)
class Observation:
    """What the supervisor saw of one run from outside."""

    record: bytes | None
    stdout: bytes
    stderr: bytes
    truncated: bool
    started: bool
    stopped: Literal["wall", "resident", "output", "record"] | None
    exit_code: int | None
    wall_seconds: float
    cpu_seconds: float
    peak_memory_mib: int


def make_verdict(job: Job, seen: Observation, limits: Limits) -> Verdict:
    """The verdict on a run: the record where there is an honest one, else what the kernel saw."""
    record = read_record(seen.record, job) if seen.stopped is None else None
    if record is None:
        outcome, reason = judge_end(seen, limits)
        verdict = empty_verdict(outcome, reason)
    else:
        verdict = msgspec.to_builtins(record)
        verdict["reason"] = explain_outcome(record)
        del verdict["needs"]
    stdout = verdict["stdout"]
    return verdict | {
        "stdout": seen.stdout.decode("utf-8", "replace") if stdout is None else stdout,
        "stderr": seen.stderr.decode("utf-8", "replace"),
        "truncated": seen.truncated,
        "wall_ms": round(seen.wall_seconds * 1e3, 2),
        "cpu_ms": round(seen.cpu_seconds * 1e3, 2),
        "peak_memory_mib": seen.peak_memory_mib,
        "observed_by": name_observers(record is not None),
        "code_sha256": hashlib.sha256(job["code"].encode("utf-8", "replace")).hexdigest(),
    }


def read_record(body: bytes | None, job: Job) -> Record | None:
    """The record that a child handed in; None for none, or for one that no honest child writes."""
    if body is None:
        return None
    try:
        record = msgspec.json.decode(body, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return record if is_consistent(record, job) else None


def is_consistent(record: Record, job: Job) -> bool:
    """Whether a record says no more than the job asked for, and does not contradict itself."""
    if not has_ranks(job) and (record.stdout is not None or record.outcome == "killed"):
        return False
    if not job.get("check") and (record.checks or record.values or record.probe is not None):
        return False
    return (record.exception is None) == (record.outcome in ("passed", "killed"))


def explain_outcome(record: Record) -> str | None:
    """The reason of an outcome that the outcome alone does not tell."""
    if record.outcome == "unsupported":
        return f"needs {record.needs or 'what the sandbox does not give'}, which the sandbox does not give"
    if record.outcome == "out_of_memory":
        return RAN_OUT
    return "a rank ended without a record" if record.outcome == "killed" else None


def judge_end(seen: Observation, limits: Limits) -> tuple[str, str]:
    """Outcome and reason of a run that left no record that counts."""
    stops = {
        "wall": ("timed_out", f"ran longer than {limits.wall_seconds:g} s"),
        "resident": ("out_of_memory", RAN_OUT),
        "output": ("killed", f"wrote more than {limits.output_bytes // 2**20} MiB of output"),
        "record": ("killed", "the record of the run is larger than its limit"),
    }
    if seen.stopped is not None:
        return stops[seen.stopped]
    if not seen.started:
        return "sandbox_fault", "the child ended before the program began"
    if seen.record is not None:
        return "killed", "the program tampered with the record of its run"
    used_up = seen.cpu_seconds >= limits.cpu_seconds
    if seen.exit_code == -signal.SIGXCPU or (seen.exit_code == -signal.SIGKILL and used_up):
        return "timed_out", f"used more than {limits.cpu_seconds} s of CPU"
    if seen.exit_code is None or seen.exit_code == -signal.SIGKILL:  # a program cannot send itself SIGKILL
        return "sandbox_fault", "the child was killed from outside"
    if seen.exit_code == -signal.SIGSYS:
        return "killed", "made a system call of another architecture"
    if seen.exit_code < 0:
        return "killed", f"died of signal {-seen.exit_code} ({signal.strsignal(-seen.exit_code)})"
    return "killed", f"ended without a record, with exit code {seen.exit_code}"


def name_observers(has_record: bool) -> dict[str, list[str]]:
    """Who saw which field of a verdict: the process itself, or the kernel from outside (see README.md)."""
    by_kernel, by_process = list(OF_THE_KERNEL), list(OF_THE_PROCESS)
    (by_process if has_record else by_kernel).insert(0, "outcome")
    return {"kernel": by_kernel, "process": by_process if has_record else []}


def empty_verdict(outcome: str, reason: str) -> Verdict:
    """A verdict on a run that left no record."""
    return {
        "outcome": outcome,
        "reason": reason,
        "exception": None,
        "stdout": None,
        "warnings": [],
        "gradients": [],
        "checks": [],
        "values": {},
        "probe": None,
    }
