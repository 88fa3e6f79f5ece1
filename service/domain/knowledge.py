"""The knowledge of the database as libraries, one for each language."""

from __future__ import annotations

import gc
from collections.abc import Mapping

from service.storage.items import name_version
from service.storage.snapshot import NoSnapshot, Snapshot, SnapshotSource
from whygrad.answers.library import Item, KnowledgeMissing, Library, build_libraries

Libraries = Mapping[str, Library]


def libraries_of(snapshot: Snapshot) -> Libraries:
    """The libraries of a snapshot, none of an empty one; each builds an index when it is first asked for it."""
    items = [Item(item.kind, item.id, item.matching, item.documents) for item in snapshot.items.values()]
    return build_libraries(name_version(snapshot.digest), items)


def build_served(snapshot: Snapshot) -> Libraries:
    """The libraries of a snapshot with every index built, so that no request waits for one."""
    libraries = libraries_of(snapshot)
    for library in libraries.values():
        library.prepare()
    gc.freeze()  # what stays for long is no longer walked by each full collection, which stops every request
    return libraries


def read_libraries(source: SnapshotSource[Libraries]) -> Libraries:
    """What is served now; raises `KnowledgeMissing` where nothing was ever loaded or the database cannot be read."""
    try:
        libraries = source.current
    except NoSnapshot as error:
        raise KnowledgeMissing("the knowledge cannot be read from the database") from error
    if not libraries:
        raise KnowledgeMissing("no knowledge is loaded")
    return libraries
