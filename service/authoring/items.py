"""The typed records of what stands in `knowledge/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from service.authoring.prose import Prose
from whygrad.answers.documents import Changes, Ignorable
from whygrad.finding.evidence import Cue
from whygrad.finding.topics import Words

Kind = Literal["error", "warning", "silent"]
Frequency = Literal["very common", "common", "occasional", "rare"]
TrialKind = Literal["right", "silencer", "detour", "mistake"]
Edits = tuple[tuple[str, str], ...]
Requirement = Literal["cpu", "cuda", "processes"]
Status = Literal["published", "retired"]
Phrasings = Mapping[str, tuple[str, ...]]  # how people ask, by language


@dataclass(frozen=True)
class SignaturePattern:
    """How a message is recognised (see `whygrad.finding.signatures.Signature`)."""

    exceptions: tuple[str, ...]
    pattern: str
    source_pattern: str | None
    torch: str


@dataclass(frozen=True)
class Fix:
    """A correction that keeps the meaning of the program, or says what it changes."""

    id: str
    changes: Changes
    code: str


@dataclass(frozen=True)
class WrongFix:
    """What people post that does not work."""

    id: str
    code: str


@dataclass(frozen=True)
class CauseTest:
    """Lines that show whether this is the cause, put before the failing line, or before the line `before`."""

    code: str
    before: str | None


@dataclass(frozen=True)
class Trial:
    """Another edit of the reproduction, old text for new, that the oracle must let pass (`right`) or stop."""

    id: str
    kind: TrialKind
    edits: Edits


@dataclass(frozen=True)
class Case:
    """One usual cause, with the program that shows it and the oracle that judges corrections."""

    id: str
    torch: str
    requires: tuple[Requirement, ...]
    world_size: int
    cues: tuple[Cue, ...]
    seen: tuple[str, ...] | None
    test: CauseTest | None
    trials: tuple[Trial, ...]
    reproduction: str
    check: str
    fixes: tuple[Fix, ...]
    wrong_fixes: tuple[WrongFix, ...]


@dataclass(frozen=True)
class Reference:
    """A page that says so."""

    title: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One family of faults: one cause with one set of fixes."""

    id: str
    kind: Kind
    area: str
    frequency: Frequency
    status: Status
    unfinished: bool
    ignorable: Ignorable | None
    torch: str
    requires: tuple[Requirement, ...]
    world_size: int
    concepts: tuple[str, ...]
    aliases: tuple[str, ...]
    phrasings: Phrasings
    signatures: tuple[SignaturePattern, ...]
    translations: tuple[str, ...]
    overlaps: Mapping[str, str]
    cases: tuple[Case, ...]
    references: tuple[Reference, ...]
    prose: Mapping[str, Prose]
    content_hash: str


@dataclass(frozen=True)
class Misconception:
    """A usual misreading of a concept, refuted by a run."""

    id: str
    code: str


@dataclass(frozen=True)
class Concept:
    """One idea: a short example of it, and a proof that holds every claim as an assert.

    A `checklist` tells apart what the entries and concepts that it is linked with are about.
    """

    id: str
    status: Status
    unfinished: bool
    checklist: bool
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    phrasings: Phrasings
    terms: Mapping[str, tuple[str, ...]]
    world_size: int
    example: str | None
    proof: str
    misconceptions: tuple[Misconception, ...]
    figure: str | None
    references: tuple[Reference, ...]
    prose: Mapping[str, Prose]
    content_hash: str


@dataclass(frozen=True)
class Subjects:
    """How people ask about what has no entry and no concept.

    `words` tell whose question it is, or nothing of what it is about.
    """

    outside: Mapping[str, Phrasings]
    words: Words


@dataclass(frozen=True)
class Knowledge:
    """Everything under `knowledge/`."""

    entries: Mapping[str, Entry]
    concepts: Mapping[str, Concept]
    subjects: Subjects = Subjects({}, Words())
