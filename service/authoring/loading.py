"""Loads the knowledge folders into the database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from service.authoring.folders import read_knowledge
from service.authoring.rows import build_items
from service.storage.knowledge_sync import SyncResult, sync_knowledge


def load_knowledge(root: Path, engine: Engine) -> SyncResult:
    """Read everything under `root` with its recorded evidence and bring the database up to it.

    Raises `KnowledgeError` where an entry has not the form or no evidence for its present code; then nothing changes.
    """
    return sync_knowledge(engine, build_items(root, read_knowledge(root)))
