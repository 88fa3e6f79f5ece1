"""Brings the tables up to a list of items, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from service.storage.items import Item, digest_items
from service.storage.models import KnowledgeDocument, KnowledgeItem, KnowledgeState

Key = tuple[str, str]


@dataclass(frozen=True)
class SyncResult:
    """How many items a load touched; one that was retired before and is back counts as added."""

    version: int
    added: int
    changed: int
    retired: int
    unchanged: int


def sync_knowledge(engine: Engine, items: Sequence[Item]) -> SyncResult:
    """Make `items` the live knowledge; the version moves only if a content hash appeared, changed or went."""
    wanted = index_items(items)
    with Session(engine) as session, session.begin():
        state = lock_state(session)
        stored = {(row.kind, row.id): row for row in session.scalars(select(KnowledgeItem))}
        live = {key: row for key, row in stored.items() if row.retired_at is None}
        added = [key for key in wanted if key not in live]
        changed = [key for key in wanted if key in live and live[key].content_hash != wanted[key].content_hash]
        retired = [key for key in live if key not in wanted]
        now = datetime.now(UTC)
        for key in [*added, *changed]:
            write_item(session, stored.get(key), wanted[key], now)
        for key in retired:
            live[key].retired_at = live[key].updated_at = now
        if added or changed or retired:
            state.version += 1
            state.digest = digest_items(items)
            state.loaded_at = now
        unchanged = len(wanted) - len(added) - len(changed)
        return SyncResult(state.version, len(added), len(changed), len(retired), unchanged)


def index_items(items: Iterable[Item]) -> dict[Key, Item]:
    """The items by kind and id; raises `ValueError` where two claim the same."""
    index: dict[Key, Item] = {}
    for item in items:
        if (item.kind, item.id) in index:
            raise ValueError(f"two items are called {item.kind} {item.id!r}")
        index[item.kind, item.id] = item
    return index


def lock_state(session: Session) -> KnowledgeState:
    """The state, kept from every other load until the transaction ends."""
    # A write as the first statement: PostgreSQL locks the row, SQLite the file, before anything has been read.
    session.execute(update(KnowledgeState).values(version=KnowledgeState.version))
    return session.scalars(select(KnowledgeState)).one()


def write_item(session: Session, row: KnowledgeItem | None, item: Item, now: datetime) -> None:
    """Insert the item, or overwrite its row, live or retired."""
    if row is None:
        row = KnowledgeItem(kind=item.kind, id=item.id)
        session.add(row)
    row.content_hash = item.content_hash
    row.position = item.position
    row.facets = item.facets
    row.matching = item.matching
    row.retired_at = None
    row.updated_at = now
    row.documents = {
        language: KnowledgeDocument(language=language, title=body["title"], summary=body["summary"], body=body)
        for language, body in item.documents.items()
    }
