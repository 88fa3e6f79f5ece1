"""Edits of the small knowledge folder."""

import pytest


@pytest.fixture
def edit(knowledge_root):
    """Replaces text in a file of the folder, which must hold it."""

    def replace(name: str, old: str, new: str) -> None:
        path = knowledge_root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
