"""A folder that is not whole is refused by name, and the knowledge that was loaded before stays."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.commands import main
from service.storage.knowledge_sync import sync_knowledge
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine
from service.storage.snapshot import read_snapshot

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def lose_entries(root):
    shutil.rmtree(root / "errors")
    return "errors"


def lose_concepts(root):
    shutil.rmtree(root / "concepts")
    return "concepts"


def empty_entries(root):
    lose_entries(root)
    (root / "errors").mkdir()
    return "errors"


def lose_search(root):
    (root / "search.toml").unlink()
    return "search.toml"


def break_evidence(root):
    path = next(root.glob("evidence/*/*.json"))
    path.write_text('{"id": ', encoding="utf-8")
    return path.name


def list_evidence(root):
    path = next(root.glob("evidence/*/*.json"))
    path.write_text("[]", encoding="utf-8")
    return path.name


def break_bytes(root):
    path = next(root.glob("errors/*/en.md"))
    path.write_bytes(b"\xff\xfe# title")
    return "en.md"


def break_table(root):
    path = next(root.glob("errors/*/entry.toml"))
    path.write_bytes(b"\x00kind = ")
    return path.parent.name


def break_program(root):
    path = next((root / "errors").rglob("reproduce.py"))
    path.unlink()
    path.mkdir()
    return "reproduce.py"


@pytest.mark.parametrize(
    "damage",
    [lose_entries, lose_concepts, empty_entries, lose_search, break_evidence, list_evidence, break_bytes, break_table, break_program],
)  # fmt: skip
def test_a_damaged_folder_is_refused_by_name_and_nothing_changes(
    damage, tmp_path, sqlite_url, knowledge_items, monkeypatch
):
    knowledge_root = tmp_path / "whole"
    shutil.copytree(KNOWLEDGE, knowledge_root)
    upgrade(sqlite_url)
    engine = create_engine(sqlite_url)
    sync_knowledge(engine, knowledge_items)
    before = read_snapshot(engine)
    assert before.items
    name = damage(knowledge_root)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    done = CliRunner().invoke(main, ["load", "--from", str(knowledge_root)])
    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.exception
    assert name in done.output
    assert "Traceback" not in done.output
    assert read_snapshot(engine) == before
