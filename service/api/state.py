"""What the views of one application share: its library of knowledge and its verifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from service.domain.library import Library
from service.domain.problems import Problem
from service.storage.snapshot import SnapshotSource
from service.verifier.client import VerifierClient

EXTENSION = "whygrad"


@dataclass(frozen=True)
class State:
    """Made once by the application factory."""

    engine: Engine
    source: SnapshotSource[Library]
    verifier: VerifierClient | None


def state() -> State:
    """The state of the application that serves this request."""
    return cast(State, current_app.extensions[EXTENSION])


def library() -> Library:
    """The knowledge as this worker has it now; raises `Problem` where none was ever loaded."""
    return state().source.current


def verifier() -> VerifierClient:
    """The verifier; raises `Problem` where this server has none."""
    client = state().verifier
    if client is None:
        raise Problem(503, "Verifier unavailable", "this server runs without a verifier: VERIFIER_SOCKET is not set")
    return client
