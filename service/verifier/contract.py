"""What the verifier is asked and what it answers: the messages of all its channels, and who may give them.

A record is what a child says of its own run; a verdict is what the supervisor makes of it.
"""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import msgspec

from service.verifier.layers import NO_LAYERS, Layers

Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Name = Annotated[str, msgspec.Meta(max_length=1_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Outcome = Literal["passed", "raised", "timed_out", "out_of_memory", "killed", "unsupported", "sandbox_fault"]
Status = Literal["queued", "running", "done"]
GradientStatus = Literal["ok", "none", "non_finite", "zero", "unreadable"]


class Message(msgspec.Struct, forbid_unknown_fields=True, tag=True):
    """Anything that crosses from one process to another; its class's name goes with it."""


# What a child is given ------------------------------------------------------------------------------------------------


class RepairOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted for a program that is to be repaired.

    `fixed` is somebody's own correction, to be put through the same proof; `families` are those of entries that the
    words of a symptom suggest, likeliest first.
    """

    fixed: str | None = None
    families: list[str] = []


class Job(Message):
    """A program to run. `check` is the text of a `check.py` that judges the run (see `knowledge/README.md`);
    with `repair` it is repaired; `trace` asks which line did it, should it raise."""

    code: str
    foreign: bool = False
    torch_version: str | None = None
    world_size: int = 1
    check: str | None = None
    repair: RepairOrder | None = None
    trace: bool = False

    @property
    def has_ranks(self) -> bool:
        """Whether it runs as several processes; foreign code never does."""
        return self.world_size > 1 and not self.foreign


class LayerProbe(Message):
    """What stands outside the sandbox for a child to try to reach: a file, a TCP port, processes."""

    file: str
    port: int
    parent: int
    siblings: list[int]


Task = Job | LayerProbe


# What a child answers -------------------------------------------------------------------------------------------------


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a run ended as it did, where the outcome alone does not say; `code` is one of `REASON_CODES`."""

    code: Name
    parameters: Annotated[dict[Name, Name | int | float], msgspec.Meta(max_length=10)] = {}

    @property
    def is_known(self) -> bool:
        """Whether there is such a code, and these are its parameters."""
        return self.code in REASON_CODES and {*self.parameters} == {*REASON_CODES[self.code]}


# Every reason that a verdict can give, and the parameters that go with it.
REASON_CODES: dict[str, tuple[str, ...]] = {
    "wall-time": ("seconds",),
    "cpu-time": ("seconds",),
    "memory": (),
    "output": ("mebibytes",),
    "record-too-large": (),
    "record-forged": (),
    "other-architecture": (),
    "signal": ("number", "name"),
    "no-record": ("exit_code",),
    "rank-lost": (),
    "child-lost": (),
    "child-killed": (),
    "no-child": (),
    "verifier-failed": (),
    "needs-gpu": (),
    "needs-network": (),
    "needs-processes": (),
    "needs-threads": (),
    "needs-file": ("path",),
    "needs-package": ("name",),
    "needs-operation": (),
}


class ProgramException(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The exception that ended a program, and the last line of the program itself that it passed through."""

    type: Name
    message: Text
    line: Count | None
    source: Text


class Gradient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The state of one leaf's gradient; `unreadable` where the tensor does not let itself be looked at."""

    name: Name
    shape: Annotated[list[Count], msgspec.Meta(max_length=64)]
    dtype: Name
    status: GradientStatus


class Check(msgspec.Struct, forbid_unknown_fields=True):
    """What came of one check of an oracle; `statement` says what it checks, by language."""

    name: Name
    statement: Annotated[dict[Name, Text], msgspec.Meta(max_length=10)]
    passed: bool
    detail: Text = ""


Words = Annotated[dict[Name, Text], msgspec.Meta(max_length=10)]
ProgramText = Annotated[str, msgspec.Meta(max_length=300_000)]


class Culprit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The line that did it, the operation of torch that it called, and what it did, by language."""

    line: Count
    operation: Name
    explanation: Words


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One check of a candidate and what it showed, by language."""

    check: Name
    result: Literal["passed", "failed", "not_applicable"]
    detail: Words


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """New text for a span; lines and characters from 0, characters in UTF-16 units."""

    start_line: Count
    start_character: Count
    end_line: Count
    end_character: Count
    new_text: ProgramText


class Candidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A corrected program with its evidence; `assumes` is the open intention that keeps it from being verified."""

    fix: Name
    title: Words
    why: Words
    code: ProgramText
    edits: Annotated[list[Edit], msgspec.Meta(max_length=1_000)]
    diff: ProgramText
    assumes: Words | None
    verified: bool
    evidence: Annotated[list[Evidence], msgspec.Meta(max_length=20)]


class Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of a repair. `family` is that of an entry; `cut` says that the budget of time ended it."""

    status: Literal["repaired", "suggested", "not_reproduced"]
    family: Name | None
    exception: ProgramException | None
    culprit: Culprit | None
    candidates: Annotated[list[Candidate], msgspec.Meta(max_length=10)]
    cut: bool
    spent_ms: Annotated[dict[Name, float], msgspec.Meta(max_length=20)]


class Record(msgspec.Struct, forbid_unknown_fields=True):
    """What a child says of its run: observed inside the process, so only as honest as the program."""

    outcome: Literal["passed", "raised", "out_of_memory", "unsupported", "killed"]
    exception: ProgramException | None
    needs: Reason | None
    warnings: Annotated[list[Text], msgspec.Meta(max_length=100)]
    gradients: Annotated[list[Gradient], msgspec.Meta(max_length=64)]
    truncated: bool = False
    stdout: Text | None = None
    checks: Annotated[list[Check], msgspec.Meta(max_length=100)] = []
    values: Annotated[dict[Name, Text], msgspec.Meta(max_length=100)] = {}
    probe: bool | None = None
    culprit: Culprit | None = None
    repair: Repair | None = None


class HeldLayers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which layers a child did not get through, as far as it can tell itself."""

    landlock: bool
    seccomp: bool
    mount_namespace: bool
    no_new_privs: bool
    rlimits: bool
    unprivileged: bool
    signals: bool
    network: bool


# What the service asks and is answered --------------------------------------------------------------------------------


class Observers(msgspec.Struct, frozen=True):
    """Who saw which fields of a verdict: the kernel from outside, or the process itself (see README.md)."""

    kernel: list[str]
    process: list[str]


class Verdict(msgspec.Struct, frozen=True):
    """What happened in a run. A number that nobody could measure is None, as is what a fault of ours leaves open."""

    outcome: Outcome
    observed_by: Observers
    reason: Reason | None = None
    exception: ProgramException | None = None
    stdout: str = ""
    stderr: str = ""
    truncated: bool = False
    warnings: list[str] = []
    gradients: list[Gradient] = []
    checks: list[Check] = []
    values: dict[str, str] = {}
    probe: bool | None = None
    culprit: Culprit | None = None
    repair: Repair | None = None
    wall_ms: float | None = None
    cpu_ms: float | None = None
    peak_memory_mib: int | None = None
    isolation: Layers = NO_LAYERS
    several_processes: bool = False
    torch_version: str | None = None
    code_sha256: str | None = None


class Submit(Message):
    """Run `job` for `client`, and wait for the verdict at most so long."""

    job: Job
    client: str
    wait_seconds: float


class Read(Message):
    """The state of a job, after waiting for its verdict at most so long."""

    id: str
    wait_seconds: float


class AskStatus(Message):
    """How the verifier is."""


Request = Submit | Read | AskStatus


class JobState(Message):
    """A job as the verifier knows it."""

    id: str
    status: Status
    verdict: Verdict | None


class VerifierStatus(Message):
    """How the verifier is; `gaps` are the missing layers for which it refuses foreign code."""

    ready: bool
    layers: Layers
    missing: list[str]
    gaps: list[str]
    torch_versions: list[str]
    parked: int

    @property
    def takes_foreign_code(self) -> bool:
        """Whether it runs anybody's program."""
        return not self.gaps


class Unreachable(Message):
    """The verifier does not answer."""


class Starting(Message):
    """The verifier is not ready yet."""


class Busy(Message):
    """No more jobs are taken now; try again after so many seconds."""

    retry_after_seconds: int


class LayersMissing(Message):
    """Foreign code is refused while the sandbox lacks these layers."""

    missing: list[str]


class NoSuchTorch(Message):
    """Programs cannot be run on that version of torch; these there are."""

    torch_versions: list[str]


class UnknownJob(Message):
    """No job with that id is kept (any more)."""


class BrokenRequest(Message):
    """The request is none of the above."""

    detail: str


Refusal = Unreachable | Starting | Busy | LayersMissing | NoSuchTorch | UnknownJob | BrokenRequest
Reply = JobState | VerifierStatus | Refusal


class Refused(Exception):
    """The verifier does not do what it was asked; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry the refusal."""
        super().__init__(refusal)
        self.refusal = refusal


class Verifier(Protocol):
    """Whatever runs jobs: in this process, behind a socket, behind a queue."""

    def submit(self, job: Job, wait_seconds: float, client: str = "") -> JobState:
        """Have a job run for `client` and wait for the verdict at most so long; raises `Refused`."""

    def read(self, job_id: str, wait_seconds: float = 0.0) -> JobState:
        """State of a job after waiting at most so long; raises `Refused`."""

    def status(self) -> VerifierStatus:
        """How it is; raises `Refused` where nobody answers."""
