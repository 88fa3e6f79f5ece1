"""The knowledge of the database as libraries, one for each language."""

from __future__ import annotations

import gc
from collections.abc import Mapping

from service.storage.libraries import libraries_of
from service.storage.snapshot import NoSnapshot, Snapshot, SnapshotSource
from whygrad.answers.library import KnowledgeMissing, Library

Libraries = Mapping[str, Library]


def build_served(snapshot: Snapshot) -> Libraries:
    """The libraries of a snapshot with every index built, so that no request waits for one."""
    libraries = libraries_of(snapshot.digest, snapshot.items.values())
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
