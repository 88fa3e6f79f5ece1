import hashlib
import json
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from service.storage.items import Item
from service.storage.migrations import upgrade
from service.storage.sessions import create_engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a migrated, empty database."""
    upgrade(database_url)
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def make_item() -> Callable[..., Item]:
    return build_item


def build_item(item_id: str, kind: str = "error", position: int = 0, title: str = "A title") -> Item:
    facets = {"area": "in-place", "concepts": ["version-counter"]}
    matching = {"signatures": [rf"{item_id} at version (?P<version>\d+)"]}
    documents = {
        "en": {"title": title, "summary": "What happened.", "fixes": [{"id": "clone"}]},
        "zh": {"title": f"{title}(中文)", "summary": "发生了什么。", "fixes": [{"id": "clone"}]},
    }
    content_hash = hashlib.sha256(json.dumps([position, facets, matching, documents]).encode()).hexdigest()
    return Item(kind, item_id, content_hash, position, facets, matching, documents)
