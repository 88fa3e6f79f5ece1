"""Writes the knowledge as bundles, which an installed whygrad answers from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from service.authoring.folders import read_knowledge
from service.authoring.rows import build_items
from service.storage.items import digest_items
from service.storage.libraries import libraries_of
from whygrad.answers.bundle import compose_bundle
from whygrad.answers.codec import dump
from whygrad.answers.library import Library


def write_bundles(root: Path, folder: Path) -> list[Path]:
    """Write the bundles of the knowledge under `root` into `folder`; the files.

    Raises `KnowledgeError` where an entry has not the form or no evidence for its present code.
    """
    return write_libraries(read_libraries(root), folder)


def write_libraries(libraries: Mapping[str, Library], folder: Path) -> list[Path]:
    """Write `<language>.json` into `folder` for each library; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_bundle(library, folder) for library in libraries.values()]


def read_libraries(root: Path) -> Mapping[str, Library]:
    """The libraries of the knowledge under `root`."""
    items = build_items(root, read_knowledge(root))
    return libraries_of(digest_items(items), items)


def write_bundle(library: Library, folder: Path) -> Path:
    """Write one bundle; the file, which whoever reads it meanwhile finds whole."""
    path = folder / f"{library.language}.json"
    text = json.dumps(dump(compose_bundle(library)), ensure_ascii=False, separators=(",", ":"))
    unfinished = folder / f"{path.name}.{os.getpid()}"
    unfinished.write_text(text, encoding="utf-8")
    return unfinished.replace(path)
