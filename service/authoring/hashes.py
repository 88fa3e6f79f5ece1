"""Hashes of folders and programs."""

from __future__ import annotations

import hashlib
from pathlib import Path


def folder_files(folder: Path) -> list[Path]:
    """Every file below `folder` that people wrote, by path."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def hash_folder(folder: Path) -> str:
    """SHA-256 over names and contents of every file of the folder."""
    digest = hashlib.sha256()
    for path in folder_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def hash_code(code: str) -> str:
    """SHA-256 of a program's text."""
    return hashlib.sha256(code.encode()).hexdigest()


def hash_english(folder: Path) -> str:
    """The hash of `en.md` that a fresh `zh.md` carries."""
    return hashlib.sha256((folder / "en.md").read_bytes()).hexdigest()[:12]
