import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.storage.items import Item
from service.storage.knowledge_sync import SyncResult, sync_knowledge
from service.storage.models import KnowledgeItem, KnowledgeState
from service.storage.snapshot import Snapshot, read_snapshot

ROOT = Path(__file__).resolve().parents[2]
MakeItem = Callable[..., Item]


def read_row(engine: Engine, item_id: str) -> KnowledgeItem:
    with Session(engine) as session:
        return session.scalars(select(KnowledgeItem).where(KnowledgeItem.id == item_id)).one()


def titles(snapshot: Snapshot) -> dict[str, str]:
    return {item_id: item.documents["en"]["title"] for (_, item_id), item in snapshot.items.items()}


def test_a_first_load_adds_everything(engine: Engine, make_item: MakeItem):
    result = sync_knowledge(engine, [make_item("a"), make_item("b", kind="concept")])
    assert result == SyncResult(version=1, added=2, changed=0, retired=0, unchanged=0)


def test_a_second_load_of_the_same_changes_nothing(engine: Engine, make_item: MakeItem):
    items = [make_item("a"), make_item("b", kind="concept")]
    sync_knowledge(engine, items)
    before = dump_tables(engine)
    assert sync_knowledge(engine, items) == SyncResult(version=1, added=0, changed=0, retired=0, unchanged=2)
    assert dump_tables(engine) == before


def dump_tables(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.begin() as connection:
        tables = (KnowledgeItem.__table__, KnowledgeState.__table__)
        return [[tuple(row) for row in connection.execute(select(table).order_by(table.c.id))] for table in tables]


def test_one_changed_item_is_written_alone(engine: Engine, make_item: MakeItem):
    sync_knowledge(engine, [make_item("a"), make_item("b")])
    untouched, before = read_row(engine, "b"), read_snapshot(engine)
    changed = make_item("a", title="Another title")
    changed = replace(changed, documents={"en": changed.documents["en"]})
    result = sync_knowledge(engine, [changed, make_item("b")])
    assert result == SyncResult(version=2, added=0, changed=1, retired=0, unchanged=1)
    after = read_snapshot(engine)
    assert titles(after) == {"a": "Another title", "b": "A title"}
    assert list(after.items["error", "a"].documents) == ["en"]
    assert after.digest != before.digest
    assert read_row(engine, "b").updated_at == untouched.updated_at


def test_an_item_that_went_is_retired_and_revived_when_it_returns(engine: Engine, make_item: MakeItem):
    both, one = [make_item("a"), make_item("b")], [make_item("a")]
    sync_knowledge(engine, both)
    before = read_snapshot(engine)
    assert sync_knowledge(engine, one) == SyncResult(version=2, added=0, changed=0, retired=1, unchanged=1)
    retired_at = read_row(engine, "b").retired_at
    assert retired_at is not None
    assert abs(retired_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert titles(read_snapshot(engine)) == {"a": "A title"}
    assert sync_knowledge(engine, one).version == 2
    assert sync_knowledge(engine, both) == SyncResult(version=3, added=1, changed=0, retired=0, unchanged=1)
    assert read_row(engine, "b").retired_at is None
    assert read_snapshot(engine) == replace(before, version=3)


def test_loading_nothing_retires_everything(engine: Engine, make_item: MakeItem):
    empty = read_snapshot(engine)
    sync_knowledge(engine, [make_item("a")])
    assert sync_knowledge(engine, []).retired == 1
    assert read_snapshot(engine) == replace(empty, version=2)


def test_an_error_and_a_concept_may_share_an_id(engine: Engine, make_item: MakeItem):
    sync_knowledge(engine, [make_item("a"), make_item("a", kind="concept")])
    assert list(read_snapshot(engine).items) == [("concept", "a"), ("error", "a")]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "rumour"}, IntegrityError),
        ({"documents": {"fr": {"title": "Un titre", "summary": ""}}}, IntegrityError),
        ({"documents": {"en": {"summary": "No title."}}}, KeyError),
    ],
)
def test_a_failing_item_rolls_everything_back(
    engine: Engine, make_item: MakeItem, fault: dict[str, object], error: type[Exception]
):
    sync_knowledge(engine, [make_item("a"), make_item("b")])
    before = read_snapshot(engine)
    with pytest.raises(error):
        sync_knowledge(engine, [make_item("a", title="New"), make_item("c"), replace(make_item("d"), **fault)])
    assert read_snapshot(engine) == before


def test_two_items_of_one_name_are_refused(engine: Engine, make_item: MakeItem):
    with pytest.raises(ValueError, match="two items are called error 'a'"):
        sync_knowledge(engine, [make_item("a"), make_item("a", title="Another")])


def test_many_loads_at_once_count_every_change(engine: Engine, make_item: MakeItem):
    together = threading.Barrier(4)

    def load(title: str) -> SyncResult:
        together.wait()
        return sync_knowledge(engine, [make_item(name, title=title) for name in "abc"])

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(load, ["one", "two", "three", "four"]))
    assert sorted(result.version for result in results) == [1, 2, 3, 4]
    last = max(results, key=lambda result: result.version)
    assert len(set(titles(read_snapshot(engine)).values())) == 1
    assert titles(read_snapshot(engine))["a"] == ["one", "two", "three", "four"][results.index(last)]


def test_a_load_waits_for_the_load_of_another_process(engine: Engine, database_url: str, make_item: MakeItem):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, database_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        with ThreadPoolExecutor(1) as threads:
            loading = threads.submit(sync_knowledge, engine, [make_item("a")])
            with pytest.raises(TimeoutError):
                loading.result(timeout=0.5)
            other.communicate("\n", timeout=10)
            assert loading.result(timeout=10).version == 11


HOLD_THE_LOCK = """
import sys
from sqlalchemy.orm import Session
from service.storage.knowledge_sync import lock_state
from service.storage.sessions import create_engine

with Session(create_engine(sys.argv[1])) as session, session.begin():
    state = lock_state(session)
    print("locked", flush=True)
    sys.stdin.readline()
    state.version = 10
"""
