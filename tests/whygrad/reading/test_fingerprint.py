"""A fingerprint is the same for the same failure, however it is told."""

import json

import pytest
from paste_forms import PLAIN, coloured, prefixed

from whygrad.reading import read_report


def mark(text):
    return read_report(text).fingerprint


@pytest.mark.parametrize(
    "text",
    [PLAIN.replace("/home/ann/work", "C:\\Users\\bo"), PLAIN.replace("line 27", "line 31"), prefixed("[rank3]: "),
     prefixed("2025-05-01T10:11:12.1234567Z "), coloured(PLAIN), json.dumps(PLAIN), f"Help!\n\n{PLAIN}"],
)  # fmt: skip
def test_the_same_failure_has_the_same_fingerprint(text):
    assert mark(text) == mark(PLAIN)


@pytest.mark.parametrize(
    "text",
    [PLAIN.replace("RuntimeError", "ValueError"), PLAIN.replace("backward through", "walk through"),
     PLAIN.replace("in fit", "in validate"), PLAIN.replace("train.py\", line 27", "model.py\", line 27")],
)  # fmt: skip
def test_another_failure_has_another(text):
    assert mark(text) != mark(PLAIN)


def test_values_in_a_message_are_no_part_of_it():
    first, second = (
        f"RuntimeError: {name} of shape [{size}, 3] at {address} is not in '/data/{name}/w.pt'"
        for name, size, address in (("'a'", 4, "0x7f3a"), ("'b'", 16, "0x55d1"))
    )
    assert mark(first) == mark(second)
    assert mark(first).startswith("1:")
    assert len(mark(first)) == 18
