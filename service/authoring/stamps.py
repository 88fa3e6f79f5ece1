"""Keeps each `zh.md` in step with the `en.md` that it renders."""

from __future__ import annotations

import subprocess
from pathlib import Path

from service.authoring.hashes import hash_english
from service.authoring.prose import STAMP


class StampRefused(ValueError):
    """The Chinese did not change, and nobody said why it need not."""


def split_stamp(text: str) -> tuple[str | None, str | None, str]:
    """The hash and the reason of a `zh.md`'s stamp, and the text below it."""
    stamp = STAMP.match(text)
    return (stamp["hash"], stamp["reason"], text[stamp.end() :]) if stamp else (None, None, text)


def stamp_chinese(folder: Path, reason: str | None) -> None:
    """Write the hash of `en.md` into `zh.md`; raises `StampRefused` for Chinese unchanged since its last commit."""
    path = folder / "zh.md"
    old_hash, _, body = split_stamp(path.read_text(encoding="utf-8"))
    fresh_hash = hash_english(folder)
    committed = committed_text(path, "HEAD")
    if committed is not None and reason is None:
        committed_hash, _, committed_body = split_stamp(committed)
        if committed_hash != fresh_hash and committed_body == body:
            raise StampRefused(
                f"{folder.name}: en.md changed and zh.md did not. Change it, or say why not with --unchanged-because"
            )
    if old_hash != fresh_hash or reason:
        because = f" because {reason}" if reason else ""
        path.write_text(f"<!-- renders en.md {fresh_hash}{because} -->\n{body}", encoding="utf-8")


def judge_translation(folder: Path) -> list[str]:
    """What is stale: a stamp of another `en.md`, or a new stamp over unchanged Chinese without a reason."""
    path = folder / "zh.md"
    stamped, reason, body = split_stamp(path.read_text(encoding="utf-8"))
    if stamped != hash_english(folder):
        return ["zh.md does not render the present en.md: update it, then `python -m service stamp`"]
    for earlier in earlier_texts(path):
        earlier_hash, _, earlier_body = split_stamp(earlier)
        if earlier_hash != stamped:
            unchanged = earlier_body == body and not reason
            return ["zh.md has a new stamp over unchanged Chinese and names no reason"] if unchanged else []
    return []


def earlier_texts(path: Path) -> list[str]:
    """The committed versions of a file, newest first, as far as the history goes."""
    listed = git(path.parent, "log", "--format=%H", "-n", "20", "--", path.name)
    texts = (committed_text(path, revision) for revision in (listed or "").split())
    return [text for text in texts if text is not None]


def committed_text(path: Path, revision: str) -> str | None:
    """A file as it stands in a commit; None where it does not."""
    return git(path.parent, "show", f"{revision}:./{path.name}")


def git(folder: Path, *arguments: str) -> str | None:
    """Output of a git command in `folder`; None where it fails."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None
