"""A small knowledge folder of its own: one entry, one concept, both good."""

import shutil
from pathlib import Path

import pytest

from service.verifier.supervisor import Supervisor

TEMPLATE = Path(__file__).resolve().parents[2] / "knowledge" / "_template"


@pytest.fixture
def knowledge_root(tmp_path: Path) -> Path:
    """A folder with the template of an entry and of a concept, which are good ones."""
    root = tmp_path / "knowledge"
    shutil.copytree(TEMPLATE, root)
    (root / "search.toml").write_text("", encoding="utf-8")
    return root


@pytest.fixture
def edit(knowledge_root):
    """Replaces text in a file of the folder, which must hold it."""

    def replace(name: str, old: str, new: str) -> None:
        path = knowledge_root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def run():
    with Supervisor() as supervisor:
        yield supervisor.run
