"""What is answered about running code: verdicts and repairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

# --- verifications


@dataclass(frozen=True, kw_only=True)
class RaisedException:
    """The exception that ended a program."""

    type: Annotated[str, "Its class."]
    message: Annotated[str, "Its message."]
    line: Annotated[int | None, "The last line of the program that it passed through."]


@dataclass(frozen=True, kw_only=True)
class Gradient:
    """The state of one leaf's gradient when the program ended."""

    name: Annotated[str, "How the program reaches the leaf."]
    shape: Annotated[Sequence[int], "Shape of the leaf."]
    dtype: Annotated[str, "Element type of the leaf."]
    status: Annotated[Literal["ok", "none", "non_finite", "zero", "unreadable"], "What its gradient is."]


@dataclass(frozen=True, kw_only=True)
class Check:
    """What came of one check of a fix."""

    name: Annotated[str, "Name of the check."]
    statement: Annotated[str, "What is checked, in words."]
    passed: Annotated[bool, "Whether it held."]
    detail: Annotated[str, "What was found where it did not."]


@dataclass(frozen=True, kw_only=True)
class Culprit:
    """The operation that is to blame."""

    line: Annotated[int, "Line of the program."]
    operation: Annotated[str, "Name of the operation."]
    explanation: Annotated[str, "What it did, in words."]


@dataclass(frozen=True, kw_only=True)
class Layers:
    """The layers of confinement that are in force."""

    landlock: Annotated[int, "Landlock's ABI version; 0 where there is none."]
    seccomp: Annotated[bool, "System calls are filtered."]
    mount_namespace: Annotated[bool, "A program has a root of its own."]
    uid: Annotated[Literal["server's", "root", "unprivileged"], "Whose user a program runs as."]
    no_new_privs: Annotated[bool, "Privileges cannot be gained."]
    rlimits: Annotated[bool, "Resources are limited."]
    process_namespace: Annotated[bool, "A program sees its own processes only."]
    network: Annotated[bool, "There is no network."]
    signals: Annotated[bool, "Other processes cannot be signalled."]


@dataclass(frozen=True, kw_only=True)
class Isolation(Layers):
    """The layers of confinement that were in force during a run."""

    several_processes: Annotated[bool, "The program is one of the knowledge that runs as several processes."]


@dataclass(frozen=True, kw_only=True)
class Observers:
    """Who saw which fields of a verdict."""

    kernel: Annotated[Sequence[str], "Fields observed from outside."]
    process: Annotated[Sequence[str], "Fields that the process itself reported, so only as honest as the program."]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What happened in a run, and nothing more. A number is null where nobody could measure it."""

    outcome: Annotated[
        Literal["passed", "raised", "timed_out", "out_of_memory", "killed", "unsupported", "sandbox_fault"],
        "How the run ended; `sandbox_fault` is a failure of the server's, never of the code.",
    ]
    reason: Annotated[str | None, "Why it ended so, where the outcome alone does not say."]
    exception: Annotated[RaisedException | None, "The exception that ended the program."]
    diagnosis: Annotated[str | None, "Id of the entry that diagnoses the exception."]
    stdout: Annotated[str, "What the program printed."]
    stderr: Annotated[str, "What it printed to stderr."]
    truncated: Annotated[bool, "Whether output or record were cut."]
    warnings: Annotated[Sequence[str], "Warnings that were raised."]
    gradients: Annotated[Sequence[Gradient], "The leaves that the program names, and the state of their gradients."]
    culprit: Annotated[Culprit | None, "The operation to blame, where it is known."]
    checks: Annotated[Sequence[Check], "The checks of a fix."]
    wall_ms: Annotated[float | None, "Milliseconds that it took."]
    cpu_ms: Annotated[float | None, "Milliseconds of CPU that it used."]
    peak_memory_mib: Annotated[int | None, "Most memory that it had, in MiB."]
    isolation: Annotated[Isolation, "The layers of confinement that were in force."]
    observed_by: Annotated[Observers, "Who saw which fields."]
    torch_version: Annotated[str | None, "Version of torch that ran it."]
    code_sha256: Annotated[str | None, "SHA-256 of the program that was run."]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """A program that is run on request."""

    id: Annotated[str, "Under which it is read again, for ten minutes."]
    status: Annotated[Literal["queued", "running", "done"], "How far it is."]
    verdict: Annotated[Verdict | None, "What happened; null before it is done."]


# --- repairs


@dataclass(frozen=True, kw_only=True)
class RepairDiagnosis:
    """The entry of the fault that was found."""

    id: Annotated[str, "Id of the entry, also where it is not written yet."]
    title: Annotated[str, "Its title."]
    aliases: Annotated[Sequence[str], "Retired ids of it."]


@dataclass(frozen=True, kw_only=True)
class Position:
    """A place in a program, as the language server protocol counts."""

    line: Annotated[int, "From 0."]
    character: Annotated[int, "From 0, in UTF-16 units."]


@dataclass(frozen=True, kw_only=True)
class Range:
    """A span of a program."""

    start: Position
    end: Position


@dataclass(frozen=True, kw_only=True)
class TextEdit:
    """New text for a span, as the language server protocol has it."""

    range: Range
    newText: Annotated[str, "What stands there afterwards."]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One check of a candidate."""

    check: Annotated[str, "Name of the check."]
    result: Annotated[Literal["passed", "failed", "not_applicable"], "What came of it."]
    detail: Annotated[str, "With its figures, or why it does not apply."]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A corrected program."""

    fix: Annotated[str, "Id of the entry, a slash, and the ids of the edits."]
    title: Annotated[str, "What to change."]
    code: Annotated[str, "The whole corrected program."]
    edits: Annotated[Sequence[TextEdit], "What turns the program that was sent into it."]
    diff: Annotated[str, "The same as a unified diff."]
    safety: Annotated[Literal["safe", "unsafe"], "safe where it is verified."]
    why: Annotated[str, "Why this mends it."]
    assumes: Annotated[str | None, "What it takes the intention to be; null where it is verified."]
    verified: Annotated[bool, "Every check that applies has passed, a reference execution among them."]
    evidence: Annotated[Sequence[Evidence], "The checks, up to the first that failed."]


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A program that is repaired on request. What comes of it is null or empty before it is done."""

    id: Annotated[str, "Under which it is read again, for ten minutes."]
    progress: Annotated[Literal["queued", "running", "done"], "How far it is."]
    status: Annotated[
        Literal["repaired", "suggested", "not_reproduced", "unsupported", "sandbox_fault"] | None,
        "What came of it; `repaired` where the first candidate is verified.",
    ] = None
    reason: Annotated[str | None, "Why it ended so, where the status alone does not say."] = None
    diagnosis: Annotated[RepairDiagnosis | None, "The fault that was found."] = None
    exception: Annotated[RaisedException | None, "The exception that the program raised."] = None
    culprit: Annotated[Culprit | None, "The line that did it."] = None
    candidates: Annotated[Sequence[Candidate], "Corrected programs, best first."] = ()
    cut: Annotated[bool, "The budget of time ended it; nothing is verified that a cut left open."] = False
    spent_ms: Annotated[Mapping[str, float], "Milliseconds of each check."] = field(default_factory=dict)
    wall_ms: Annotated[float | None, "Milliseconds that it took."] = None
    torch_version: Annotated[str | None, "Version of torch that ran it."] = None
    code_sha256: Annotated[str | None, "SHA-256 of the program that was sent."] = None
