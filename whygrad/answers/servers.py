"""What a server answers about itself and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from whygrad.answers.runs import Layers


@dataclass(frozen=True, kw_only=True)
class Alive:
    """The process answers."""

    alive: bool


@dataclass(frozen=True, kw_only=True)
class DatabasePart:
    """The database."""

    ready: Annotated[bool, "It gives the row that every load writes."]
    dialect: Annotated[str, "sqlite or postgresql."]


@dataclass(frozen=True, kw_only=True)
class KnowledgePart:
    """The knowledge that this worker serves."""

    ready: Annotated[bool, "There is some."]
    version: Annotated[str | None, "Its version."]
    errors: Annotated[int, "How many entries it has."]
    concepts: Annotated[int, "How many concepts it has."]


@dataclass(frozen=True, kw_only=True)
class VerifierPart:
    """The verifier."""

    ready: Annotated[bool, "It takes jobs."]
    layers: Annotated[Layers, "The layers of confinement in force; none where nobody answers."]
    missing: Annotated[Sequence[str], "Layers that are not in force, or `verifier`."]
    foreign_code: Annotated[bool, "It runs anybody's code."]
    torch_versions: Annotated[Sequence[str], "Versions of torch that it runs."]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What answering needs."""

    database: DatabasePart
    knowledge: KnowledgePart
    verifier: VerifierPart


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """Whether the server can answer."""

    ready: Annotated[bool, "Every part is ready."]
    parts: Parts


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that is read of each request; bytes are those of UTF-8."""

    traceback_bytes: Annotated[int, "Of one traceback."]
    batch_items: Annotated[int, "Tracebacks of a batch."]
    batch_bytes: Annotated[int, "Of all tracebacks of a batch together."]
    log_bytes: Annotated[int, "Of a log."]
    question_bytes: Annotated[int, "Of a question."]
    code_bytes: Annotated[int, "Of a program."]


@dataclass(frozen=True, kw_only=True)
class Features:
    """What this server can do."""

    foreign_code: Annotated[bool, "It runs anybody's code."]
    repairs: Annotated[bool, "It repairs the caller's code."]


@dataclass(frozen=True, kw_only=True)
class Server:
    """What this server is."""

    api_version: Annotated[str, "Version of the contract; fields are added within a version, never retyped."]
    knowledge_version: Annotated[str, "Version of the knowledge that it answers from."]
    torch_versions: Annotated[Sequence[str], "Versions of torch on which it runs programs."]
    languages: Annotated[Sequence[str], "Languages that it answers in."]
    limits: Annotated[Limits, "The most that is read."]
    features: Annotated[Features, "What it can do."]
