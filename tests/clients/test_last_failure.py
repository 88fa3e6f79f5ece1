"""The last failure: one private file, replaced by the next, and forgotten after a week."""

import json
import os
import stat
import sys
import time
from dataclasses import replace

import pytest

from whygrad.user.last_failure import (
    LIFETIME_SECONDS,
    CulpritLine,
    LastFailure,
    last_failure_path,
    read_last_failure,
    record_failure,
)

FAILURE = LastFailure(
    at=time.time(),
    folder="/work/x",
    command=("train.py", "--epochs", "3"),
    traceback="RuntimeError: x",
    sources={"/work/x/train.py": "0" * 64},
    culprit=CulpritLine(
        file="/work/x/train.py", line=4, column=4, end_column=9, operation="add_", explanation={"en": "It writes."}
    ),
)


def test_it_is_read_as_it_was_kept():
    record_failure(FAILURE)
    assert read_last_failure() == FAILURE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_nobody_else_reads_it_whatever_the_umask():
    before = os.umask(0)
    try:
        record_failure(FAILURE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(last_failure_path().stat().st_mode) == 0o600


def test_the_next_one_takes_its_place_and_nothing_else_is_left(home):
    record_failure(FAILURE)
    record_failure(replace(FAILURE, traceback="ValueError: y"))
    assert read_last_failure().traceback == "ValueError: y"
    assert [path.name for path in last_failure_path().parent.iterdir()] == ["last-failure.json"]


def test_an_old_one_is_no_longer_read():
    record_failure(replace(FAILURE, at=time.time() - LIFETIME_SECONDS - 1))
    assert read_last_failure() is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b"null", json.dumps({"form": 99, "at": 1}).encode(), b"\xff"]
)
def test_what_cannot_be_read_is_none(content):
    assert read_last_failure() is None
    record_failure(FAILURE)
    last_failure_path().write_bytes(content)
    assert read_last_failure() is None


def test_one_of_a_later_form_is_none():
    record_failure(replace(FAILURE, form=2))
    assert read_last_failure() is None
