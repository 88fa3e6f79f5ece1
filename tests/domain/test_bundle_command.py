"""`python -m service bundle`: the database's knowledge for answers without a server."""

import json

import pytest
from click.testing import CliRunner

from service import commands
from service.storage.items import digest_items, name_version
from service.storage.migrations import upgrade
from whygrad.answers.bundle import read_bundle


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "DATA", tmp_path / "data")
    return tmp_path / "data"


def run_bundle(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    return CliRunner().invoke(commands.main, ["bundle"])


def test_what_is_loaded_is_bundled_in_each_language(folder, monkeypatch, loaded_database_url, knowledge_items):
    assert "en.json, zh.json" in run_bundle(monkeypatch, loaded_database_url).output
    for language in ("en", "zh"):
        library = read_bundle(json.loads((folder / f"{language}.json").read_text(encoding="utf-8")))
        assert (library.language, library.version) == (language, name_version(digest_items(knowledge_items)))


def test_a_database_without_knowledge_is_told_by_name(folder, monkeypatch, sqlite_url):
    upgrade(sqlite_url)
    done = run_bundle(monkeypatch, sqlite_url)
    assert done.exit_code == 1
    assert "python -m service load" in done.output
    assert not folder.exists()
