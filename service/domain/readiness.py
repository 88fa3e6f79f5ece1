"""Whether each part that answering needs is there."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from service.domain.knowledge import Libraries, read_libraries
from service.storage.snapshot import SnapshotSource, read_state
from service.verifier.contract import Refused, Verifier
from whygrad.answers.library import KnowledgeMissing

Part = dict[str, Any]


def read_parts(engine: Engine, source: SnapshotSource[Libraries], verifier: Verifier | None) -> dict[str, Part]:
    """The state of the database, the knowledge and the verifier."""
    return {
        "database": read_database(engine),
        "knowledge": read_knowledge(source),
        "verifier": read_verifier(verifier),
    }


def read_database(engine: Engine) -> Part:
    """Whether the database gives the row that every load writes."""
    try:
        read_state(engine)
    except SQLAlchemyError:
        return {"ready": False, "dialect": engine.dialect.name}
    return {"ready": True, "dialect": engine.dialect.name}


def read_knowledge(source: SnapshotSource[Libraries]) -> Part:
    """Which version of the knowledge this worker serves; it is not ready while it has none."""
    try:
        library = next(iter(read_libraries(source).values()))
    except KnowledgeMissing:
        return {"ready": False, "version": None, "errors": 0, "concepts": 0}
    counts = {"errors": len(library.entries()), "concepts": len(library.concepts())}
    return {"ready": True, "version": library.version} | counts


def read_verifier(verifier: Verifier | None) -> Part:
    """Whether the verifier is there, takes foreign code, and which layers of confinement are in force or missing."""
    absent: Part = {"ready": False, "layers": {}, "missing": ["verifier"], "foreign_code": False, "torch_versions": []}
    if verifier is None:
        return absent
    try:
        status = verifier.status()
    except Refused:
        return absent
    return {
        "ready": status.ready,
        "layers": msgspec.structs.asdict(status.layers),
        "missing": status.missing,
        "foreign_code": status.takes_foreign_code,
        "torch_versions": status.torch_versions,
    }
