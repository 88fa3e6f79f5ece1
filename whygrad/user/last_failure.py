"""The last failure, so that an editor can show it: one file of this user's, and nothing else is written.

`$XDG_STATE_HOME/whygrad/last-failure.json`, mode 0600; each failure takes the place of the one before, and one older
than seven days is no longer read.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whygrad.answers.codec import dump, load
from whygrad.user.folders import state_folder

FORM = 1  # moves when a reader of the form before would misread what is written
LIFETIME_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class CulpritLine:
    """The line that did it, where the run was traced."""

    file: str
    line: int  # from 1
    column: int  # from 0, in bytes of UTF-8; end_column is 0 where no columns are known
    end_column: int
    operation: str
    explanation: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class LastFailure:
    """A program that failed, as it was seen."""

    form: int = FORM
    at: float  # seconds since 1970
    folder: str  # where it ran
    command: tuple[str, ...]  # what was run
    traceback: str  # as it was printed
    sources: Mapping[str, str]  # SHA-256 of each file of the user's in the traceback, by path
    culprit: CulpritLine | None = None


def last_failure_path() -> Path:
    """The file that the last failure is in."""
    return state_folder() / "last-failure.json"


def record_failure(failure: LastFailure) -> None:
    """Keep `failure` in place of the one before; raises `OSError` where it cannot be written."""
    path = last_failure_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(dump(failure), file, ensure_ascii=False)
    Path(name).replace(path)


def read_last_failure() -> LastFailure | None:
    """The last failure; None where there is none, or none that can be read, or only an old one."""
    try:
        failure = load(LastFailure, json.loads(last_failure_path().read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    is_fresh = time.time() - failure.at < LIFETIME_SECONDS
    return failure if failure.form == FORM and is_fresh else None
