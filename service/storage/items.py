"""An item of knowledge as a load brings it, and the hash of all of them; needs no database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHORT_HASH = 12


@dataclass(frozen=True)
class Item:
    """An item as a load brings it; `documents` maps a language to a body with title and summary."""

    kind: str
    id: str
    content_hash: str
    position: int
    facets: dict[str, Any]
    matching: dict[str, Any]
    documents: dict[str, dict[str, Any]]


def name_version(digest: str) -> str:
    """The version of the knowledge as people see it: the same wherever its content is the same."""
    return digest[:SHORT_HASH]


def digest_items(items: Iterable[Item]) -> str:
    """One hash for the content of all items, whatever their order."""
    lines = sorted(f"{item.kind} {item.id} {item.content_hash}\n" for item in items)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
