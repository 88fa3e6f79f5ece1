"""Items as libraries, which answer from them: those of the database, and those that a load would bring.

Needs no database: a wheel is built with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from service.storage.items import Item, name_version
from whygrad.answers.library import Item as ServedItem
from whygrad.answers.library import Library, build_libraries

if TYPE_CHECKING:
    from service.storage.snapshot import StoredItem


def libraries_of(digest: str, items: Iterable[Item | StoredItem]) -> Mapping[str, Library]:
    """A library for each language, none of no items; each builds an index when it is first asked for it."""
    rows = [ServedItem(item.kind, item.id, item.matching, item.documents) for item in items]
    return build_libraries(name_version(digest), rows)
