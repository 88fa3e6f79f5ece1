import dataclasses
import hashlib
import json
import logging
import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from service.storage.items import Item
from service.storage.knowledge_sync import sync_knowledge
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine
from service.storage.snapshot import NoSnapshot, Snapshot, SnapshotSource, read_snapshot

MakeItem = Callable[..., Item]
StartSource = Callable[..., SnapshotSource[Any]]

ROOT = Path(__file__).resolve().parents[2]
SYNC = """
import json, sys
from service.storage.items import Item
from service.storage.knowledge_sync import sync_knowledge
from service.storage.sessions import create_engine

sync_knowledge(create_engine(sys.argv[1]), [Item(**item) for item in json.load(sys.stdin)])
"""


def sync_elsewhere(database_url: str, items: list[Item]) -> None:
    """Load the items from another process."""
    source = json.dumps([dataclasses.asdict(item) for item in items])
    subprocess.run([sys.executable, "-c", SYNC, database_url], input=source, text=True, check=True, cwd=ROOT)


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.01)
    return False


def read_ids(snapshot: Snapshot) -> list[str]:
    return [item_id for _, item_id in snapshot.items]


@pytest.fixture
def start_source(engine: Engine) -> Iterator[StartSource]:
    """Starts a source that is stopped with the test."""
    sources = []

    def start(build: Callable[[Snapshot], Any], poll_seconds: float = 0.05) -> SnapshotSource[Any]:
        source = SnapshotSource(engine, build, poll_seconds)
        sources.append(source)
        source.start()
        return source

    yield start
    for source in sources:
        source.stop()


def test_an_empty_database_is_version_zero(engine: Engine):
    assert read_snapshot(engine) == Snapshot(0, hashlib.sha256().hexdigest(), {})


def test_a_snapshot_holds_what_was_loaded_in_order(engine: Engine, make_item: MakeItem):
    items = [make_item("b", position=0), make_item("a", position=1), make_item("c", kind="concept", position=2)]
    sync_knowledge(engine, list(reversed(items)))
    stored = read_snapshot(engine).items
    assert [dataclasses.astuple(item) for item in items] == [as_loaded(item) for item in stored.values()]


def as_loaded(item: Any) -> tuple[Any, ...]:
    return (
        item.kind,
        item.id,
        item.content_hash,
        item.position,
        *map(dict, (item.facets, item.matching, item.documents)),
    )


def test_a_snapshot_cannot_be_changed(engine: Engine, make_item: MakeItem):
    sync_knowledge(engine, [make_item("a")])
    snapshot = read_snapshot(engine)
    item = snapshot.items["error", "a"]
    for mapping in (snapshot.items, item.facets, item.matching, item.documents):
        with pytest.raises(TypeError):
            mapping["new"] = None  # type: ignore[index]


def test_current_builds_once_and_never_reads_again(engine: Engine, make_item: MakeItem):
    source = SnapshotSource(engine, read_ids)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    assert source.current == []
    assert statements
    sync_knowledge(engine, [make_item("a")])
    statements.clear()
    assert source.current is source.current
    assert source.current == []
    assert statements == []


def test_first_uses_at_once_build_once(engine: Engine):
    builds = []

    def build(snapshot: Snapshot) -> int:
        builds.append(snapshot.version)
        time.sleep(0.05)
        return len(builds)

    source = SnapshotSource(engine, build)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: source.current, range(4))) == [1, 1, 1, 1]


def test_a_load_by_another_process_is_served_within_two_seconds(
    database_url: str, make_item: MakeItem, start_source: StartSource
):
    source = start_source(read_ids, poll_seconds=1.0)
    assert source.current == []
    sync_elsewhere(database_url, [make_item("a")])
    assert wait_until(lambda: source.current == ["a"], seconds=2)


def test_polling_reads_one_row_and_builds_nothing(engine: Engine, start_source: StartSource):
    builds = []
    source = start_source(builds.append, poll_seconds=0.02)
    assert source.current is None
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    assert wait_until(lambda: len(statements) > 6, seconds=2)
    source.stop()
    selects = {statement for statement in statements if statement.startswith("SELECT")}
    assert selects == {"SELECT knowledge_state.version, knowledge_state.digest \nFROM knowledge_state"}
    assert len(builds) == 1


def test_a_failing_read_keeps_the_old_snapshot_and_is_told_once(
    engine: Engine, make_item: MakeItem, start_source: StartSource, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "service.storage.snapshot")
    sync_knowledge(engine, [make_item("a")])
    source = start_source(read_ids, poll_seconds=0.02)
    assert source.current == ["a"]
    rename(engine, "knowledge_state", "gone")
    assert wait_until(lambda: bool(caplog.records), seconds=2)
    time.sleep(0.2)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert source.current == ["a"]
    rename(engine, "gone", "knowledge_state")
    sync_knowledge(engine, [make_item("a"), make_item("b", position=1)])
    assert wait_until(lambda: source.current == ["a", "b"], seconds=2)
    assert wait_until(lambda: len(caplog.records) == 2, seconds=2)
    assert caplog.records[1].levelname == "INFO"


def rename(engine: Engine, table: str, name: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_a_failing_build_keeps_what_was_built_before(
    engine: Engine, make_item: MakeItem, start_source: StartSource, caplog: pytest.LogCaptureFixture
):
    def build(snapshot: Snapshot) -> list[str]:
        if "broken" in read_ids(snapshot):
            raise LookupError("no such concept")
        return read_ids(snapshot)

    source = start_source(build, poll_seconds=0.02)
    assert source.current == []
    sync_knowledge(engine, [make_item("broken")])
    assert wait_until(lambda: "no such concept" in caplog.text, seconds=2)
    assert source.current == []
    sync_knowledge(engine, [make_item("mended")])
    assert wait_until(lambda: source.current == ["mended"], seconds=2)


def test_the_first_use_is_tried_again_after_a_failure(sqlite_url: str):
    engine = create_engine(sqlite_url)
    source = SnapshotSource(engine, read_ids)
    with pytest.raises(NoSnapshot):
        _ = source.current
    upgrade(sqlite_url)
    assert source.current == []
    engine.dispose()


def test_stop_ends_the_thread_and_start_begins_again(engine: Engine, make_item: MakeItem, start_source: StartSource):
    source = start_source(read_ids)
    source.start()
    assert [thread.name for thread in threading.enumerate()].count("knowledge-snapshot") == 1
    source.stop()
    assert "knowledge-snapshot" not in [thread.name for thread in threading.enumerate()]
    source.start()
    sync_knowledge(engine, [make_item("a")])
    assert wait_until(lambda: source.current == ["a"], seconds=2)


def test_a_forked_worker_follows_with_connections_of_its_own(engine: Engine, database_url: str, make_item: MakeItem):
    source = SnapshotSource(engine, read_ids, poll_seconds=0.05)
    assert source.current == []
    opened: list[object] = []
    event.listen(engine, "connect", lambda connection, _entry: opened.append(connection))
    fork = multiprocessing.get_context("fork")
    ready = fork.Event()

    def work() -> None:
        source.start()
        ready.set()
        follows = wait_until(lambda: source.current == ["a"], seconds=5)
        sys.exit(0 if follows and opened else 1)

    worker = fork.Process(target=work)
    worker.start()
    assert ready.wait(5)
    sync_knowledge(engine, [make_item("a")])
    worker.join(10)
    assert worker.exitcode == 0
    assert read_ids(read_snapshot(engine)) == ["a"]
