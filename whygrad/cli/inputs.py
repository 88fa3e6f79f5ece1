"""Reads what a command is given."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

STANDARD_INPUT = "-"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
TRACEBACK_BYTES = 200_000
LOG_BYTES = 2_000_000


class UnusableInput(Exception):
    """A file that cannot be read, or is too large; says which, and what would do."""


def read_input(name: str, most_bytes: int) -> str:
    """The text of a file, or of standard input for `-`; raises `UnusableInput`."""
    try:
        content = sys.stdin.buffer.read(most_bytes + 1) if name == STANDARD_INPUT else _read(Path(name), most_bytes + 1)
    except OSError as error:
        raise UnusableInput(f"{name} cannot be read: {error.strerror}") from error
    if len(content) > most_bytes:
        raise UnusableInput(
            f"{name} has more than {most_bytes:,} bytes; cut out the failure, or try: whygrad log {name}"
        )
    return decode(content)


def decode(content: bytes) -> str:
    """Text in UTF-8, or in what its first bytes say; what cannot be read is marked."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, errors="replace")


def _read(path: Path, most_bytes: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most_bytes)
