"""Names what makes two failures the same: class, message but for its values, and the function that failed."""

from __future__ import annotations

import hashlib
import re

from whygrad.reading.report import ReportedException, failing_frame

VERSION = "1"
DIGITS = 16  # of the hash, in hex
MESSAGE_CHARACTERS = 2_000

# What differs between two runs of the same failure; each gives way to its name, in this order
_VALUES = (
    (
        "path",
        "/\\",
        re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.+@-]{1,100}){2,40}|\b[\w-]{1,100}(?:[\\/][\w.+@-]{1,100}){1,40}"),
    ),
    ("quoted", "'\"`", re.compile(r"'[^'\n]{0,200}'(?!\w)|\"[^\"\n]{0,200}\"|`[^`\n]{0,200}`")),
    ("address", "x", re.compile(r"\b0x[0-9a-fA-F]{1,16}\b")),
    ("number", "0123456789", re.compile(r"\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?", re.IGNORECASE)),
)
_SEPARATOR = re.compile(r"[\\/]")


def fingerprint(exception: ReportedException) -> str:
    """The version of this way to name failures, and a hash of `exception` without what differs between two runs."""
    frame = failing_frame(exception)
    place = [_SEPARATOR.split(frame.file)[-1], frame.function or ""] if frame else []
    name = (exception.type or "").rpartition(".")[2]
    parts = [name, normalise(exception.message), *map(drop_numbers, place)]
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{VERSION}:{digest[:DIGITS]}"


def normalise(message: str) -> str:
    """A message with the name of each kind of value instead of the value, and without white space."""
    message = message[:MESSAGE_CHARACTERS]
    for name, signs, pattern in _VALUES:
        if any(sign in message for sign in signs):
            message = pattern.sub(f"<{name}>", message)
    return "".join(message.split())


def drop_numbers(name: str) -> str:
    """The name of a file or function; the cells of a notebook are all alike."""
    return re.sub(r"\d+", "", name) if name.startswith(("Cell", "Input", "<")) else name
