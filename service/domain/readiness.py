"""Whether each part that answering needs is there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from service.storage.snapshot import SnapshotSource
from service.verifier.client import VerifierClient, VerifierUnavailable
from whygrad.answers.library import Library

Part = dict[str, Any]


def read_parts(engine: Engine, source: SnapshotSource[Library], verifier: VerifierClient | None) -> dict[str, Part]:
    """The state of the database, the knowledge and the verifier."""
    return {
        "database": read_database(engine),
        "knowledge": read_knowledge(source),
        "verifier": read_verifier(verifier),
    }


def read_database(engine: Engine) -> Part:
    """Whether the database answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"ready": False, "dialect": engine.dialect.name}
    return {"ready": True, "dialect": engine.dialect.name}


def read_knowledge(source: SnapshotSource[Library]) -> Part:
    """Which version of the knowledge this worker serves; it is not ready while it has none."""
    try:
        library = source.current
    except SQLAlchemyError:
        return {"ready": False, "version": None, "errors": 0, "concepts": 0}
    counts = {"errors": len(library.of_kind("error")), "concepts": len(library.of_kind("concept"))}
    return {"ready": bool(library.items), "version": library.version} | counts


def read_verifier(verifier: VerifierClient | None) -> Part:
    """Whether the verifier is there, takes foreign code, and which layers of confinement are in force or missing."""
    absent: Part = {"ready": False, "layers": {}, "missing": ["verifier"], "foreign_code": False, "torch_versions": []}
    if verifier is None:
        return absent
    try:
        status = verifier.status()
    except VerifierUnavailable:
        return absent
    shown = ("ready", "layers", "missing", "foreign_code", "torch_versions")
    return {name: status[name] for name in shown}
