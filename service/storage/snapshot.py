"""The knowledge in memory, so that no request waits for the database."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, select

from service.storage.models import KnowledgeDocument, KnowledgeItem, KnowledgeState
from service.storage.sessions import read_transaction

STOP_SECONDS = 5.0

logger = logging.getLogger(__name__)

T = TypeVar("T")
State = tuple[int, str]  # version and digest; a database put in place of another can have the same version


@dataclass(frozen=True)
class StoredItem:
    """A live item with its documents by language."""

    kind: str
    id: str
    content_hash: str
    position: int
    facets: Mapping[str, Any]
    matching: Mapping[str, Any]
    documents: Mapping[str, dict[str, Any]]


@dataclass(frozen=True)
class Snapshot:
    """All live items of one version, by kind and id, in the order of their position."""

    version: int
    digest: str
    items: Mapping[tuple[str, str], StoredItem]

    @property
    def state(self) -> State:
        """What tells it from others."""
        return self.version, self.digest


class NoSnapshot(Exception):
    """Nothing can be served: the database cannot be read, or holds nothing that can be built from."""


@dataclass(frozen=True)
class Served(Generic[T]):
    """What was built, and the state of the database that it was built from."""

    state: State
    built: T


class SnapshotSource(Generic[T]):
    """Holds what `build` makes of the newest snapshot; one for each worker process."""

    def __init__(self, engine: Engine, build: Callable[[Snapshot], T], poll_seconds: float = 1.0) -> None:
        """Remember how to build; nothing is read before the first use."""
        self._engine = engine
        self._build = build
        self._poll_seconds = poll_seconds
        self._process_id = os.getpid()
        self._served: Served[T] | None = None
        self._refreshing = threading.Lock()
        self._failure: str | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._looked = threading.Event()

    @property
    def current(self) -> T:
        """What is served now; reads the database only while there is nothing. Raises `NoSnapshot`."""
        if self._served is not None:
            return self._served.built
        try:
            return self._refresh().built
        except Exception as error:  # whatever is wrong with the database, it is no defect of the request
            self._report_failure(error)
            raise NoSnapshot from error

    def start(self, wait_seconds: float = 0.0) -> None:
        """Follow the database from a thread of this process; call it in each worker, after the fork.

        Returns when what there is was read, or could not be, at most `wait_seconds` later.
        """
        if self._thread is not None and self._thread.is_alive():
            return
        if os.getpid() != self._process_id:
            self._engine.dispose(close=False)  # the parent still talks over the connections that the fork copied
        self._stopping.clear()
        self._thread = threading.Thread(target=self._follow, name="knowledge-snapshot", daemon=True)
        self._thread.start()
        self._looked.wait(wait_seconds)

    def stop(self) -> None:
        """End the thread, waiting a little for a read under way; what is served stays as it is."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _follow(self) -> None:
        while not self._stopping.is_set():
            try:
                self._refresh()
            except Exception as error:  # whatever it is, the worker can still serve the old snapshot
                self._report_failure(error)
            else:
                self._report_recovery()
            self._looked.set()
            self._stopping.wait(self._poll_seconds)

    def _refresh(self) -> Served[T]:
        with self._refreshing:
            served = self._served
            if served is None or read_state(self._engine) != served.state:
                snapshot = read_snapshot(self._engine)
                self._served = served = Served(snapshot.state, self._build(snapshot))
            return served

    def _report_failure(self, error: Exception) -> None:
        failure = type(error).__name__
        if failure != self._failure:
            logger.warning("Cannot read the knowledge; what was read before stays in use.", exc_info=error)
        self._failure = failure

    def _report_recovery(self) -> None:
        if self._failure is not None:
            logger.info("Refreshing the knowledge works again.")
        self._failure = None


def read_state(engine: Engine) -> State:
    """What tells whether the knowledge changed, or is another's."""
    with read_transaction(engine) as connection:
        version, digest = connection.execute(select(KnowledgeState.version, KnowledgeState.digest)).one()
        return version, digest


def read_snapshot(engine: Engine) -> Snapshot:
    """All live items, read in one transaction."""
    with read_transaction(engine) as connection:
        version, digest = connection.execute(select(KnowledgeState.version, KnowledgeState.digest)).one()
        return Snapshot(version, digest, read_items(connection, read_documents(connection)))


def read_documents(connection: Connection) -> dict[tuple[str, str], dict[str, dict[str, Any]]]:
    """The bodies of all documents, by item and language."""
    documents: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    columns = (KnowledgeDocument.kind, KnowledgeDocument.id, KnowledgeDocument.language, KnowledgeDocument.body)
    for kind, item_id, language, body in connection.execute(select(*columns)):
        documents.setdefault((kind, item_id), {})[language] = body
    return documents


def read_items(
    connection: Connection, documents: Mapping[tuple[str, str], Mapping[str, dict[str, Any]]]
) -> Mapping[tuple[str, str], StoredItem]:
    """The live items in order, each with its documents."""
    query = (
        select(KnowledgeItem.__table__)
        .where(KnowledgeItem.retired_at.is_(None))
        .order_by(KnowledgeItem.position, KnowledgeItem.kind, KnowledgeItem.id)
    )
    items = {
        (row.kind, row.id): StoredItem(
            kind=row.kind,
            id=row.id,
            content_hash=row.content_hash,
            position=row.position,
            facets=MappingProxyType(row.facets),
            matching=MappingProxyType(row.matching),
            documents=MappingProxyType(dict(documents.get((row.kind, row.id), {}))),
        )
        for row in connection.execute(query)
    }
    return MappingProxyType(items)
