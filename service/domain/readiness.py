"""Whether each part that answering needs is there."""

from __future__ import annotations

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from service.domain.knowledge import Libraries, read_libraries
from service.storage.snapshot import SnapshotSource, read_state
from service.verifier.contract import Refused, Verifier, VerifierStatus
from service.verifier.layers import NO_LAYERS
from whygrad.answers.library import KnowledgeMissing
from whygrad.answers.runs import Layers
from whygrad.answers.servers import DatabasePart, KnowledgePart, Parts, Readiness, VerifierPart

ABSENT = ["verifier"]
NO_VERIFIER = VerifierStatus(ready=False, layers=NO_LAYERS, missing=ABSENT, gaps=ABSENT, torch_versions=[], parked=0)


def read_readiness(engine: Engine, source: SnapshotSource[Libraries], verifier: Verifier | None) -> Readiness:
    """The state of the database, the knowledge and the verifier."""
    parts = Parts(database=read_database(engine), knowledge=read_knowledge(source), verifier=read_verifier(verifier))
    return Readiness(ready=parts.database.ready and parts.knowledge.ready and parts.verifier.ready, parts=parts)


def read_database(engine: Engine) -> DatabasePart:
    """Whether the database gives the row that every load writes."""
    try:
        read_state(engine)
    except SQLAlchemyError:
        return DatabasePart(ready=False, dialect=engine.dialect.name)
    return DatabasePart(ready=True, dialect=engine.dialect.name)


def read_knowledge(source: SnapshotSource[Libraries]) -> KnowledgePart:
    """Which version of the knowledge this worker serves; it is not ready while it has none."""
    try:
        library = next(iter(read_libraries(source).values()))
    except KnowledgeMissing:
        return KnowledgePart(ready=False, version=None, errors=0, concepts=0)
    return KnowledgePart(
        ready=True, version=library.version, errors=len(library.entries()), concepts=len(library.concepts())
    )


def read_verifier(verifier: Verifier | None) -> VerifierPart:
    """Whether the verifier is there, takes foreign code, and which layers of confinement are in force or missing."""
    try:
        status = verifier.status() if verifier else NO_VERIFIER
    except Refused:
        status = NO_VERIFIER
    return VerifierPart(
        ready=status.ready,
        layers=Layers(**msgspec.structs.asdict(status.layers)),
        missing=status.missing,
        foreign_code=status.takes_foreign_code,
        torch_versions=status.torch_versions,
    )
