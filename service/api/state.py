"""What the views of one application share: its library of knowledge and its verifier."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from service.domain.knowledge import Libraries, read_libraries
from service.problems import refusals
from service.settings import Network
from service.storage.snapshot import SnapshotSource
from service.verifier.contract import Verifier
from whygrad.answers.library import Library

EXTENSION = "whygrad"
# Of a worker's threads, so that verifications which take their time never hold up a diagnosis.
WAITING_REQUESTS = 3


@dataclass(frozen=True)
class State:
    """Made once by the application factory."""

    engine: Engine
    source: SnapshotSource[Libraries]
    verifier: Verifier | None
    proxies: tuple[Network, ...] = ()
    _waiting: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(WAITING_REQUESTS))

    @contextmanager
    def seconds_to_wait(self, seconds: float) -> Iterator[float]:
        """As long as the caller asks for, while few enough requests of this worker wait; else no time at all."""
        if not self._waiting.acquire(blocking=False):
            yield 0.0
            return
        try:
            yield seconds
        finally:
            self._waiting.release()


def state() -> State:
    """The state of the application that serves this request."""
    return cast(State, current_app.extensions[EXTENSION])


def library(language: str) -> Library:
    """The knowledge as this worker has it now; raises `KnowledgeMissing` where there is none."""
    return read_libraries(state().source)[language]


def verifier() -> Verifier:
    """The verifier; raises `NoVerifier` where this server has none."""
    client = state().verifier
    if client is None:
        raise refusals.NoVerifier
    return client
