"""A fingerprint is the same for the same failure, however it is told."""

import html
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paste_forms import IPYTHON, PLAIN, coloured, prefixed

from whygrad.reading import read_report

ERROR = "RuntimeError: Output {output} of Mul is at version {version}; its file is '/data/{folder}/x.pt' at {address}"
FRAMES = PLAIN.rpartition("\n")[0]
WRAPPINGS = [
    lambda text: text,
    coloured,
    json.dumps,
    html.escape,
    lambda text: json.dumps({"exc_info": text}),
    lambda text: prefixed("[rank3]: ", text),
    lambda text: prefixed("2025-05-01T10:11:12.1234567Z ", text),
    lambda text: prefixed("(Worker pid=223) ", text),
    lambda text: prefixed("> ", text),
    lambda text: f"Hello,\n\n```\n{text}\n```\n\nWhy?",
]


def mark(text):
    return read_report(text).fingerprint


@given(
    folder=st.from_regex(r"[a-z]{1,8}(/[a-z0-9]{1,8}){0,3}", fullmatch=True),
    numbers=st.tuples(*[st.integers(0, 10**6)] * 3),
    wrapping=st.sampled_from(WRAPPINGS),
)
@settings(max_examples=150, deadline=None)
def test_what_differs_between_two_runs_is_no_part_of_it(folder, numbers, wrapping):
    line, version, address = numbers
    frames = FRAMES.replace("/home/ann/work", f"/{folder}").replace("line 27", f"line {line}")
    error = ERROR.format(output=version % 7, version=version, folder=folder, address=hex(address))
    usual = ERROR.format(output=0, version=3, folder="run", address="0x7f")
    assert mark(wrapping(f"{frames}\n{error}")) == mark(f"{FRAMES}\n{usual}")


@pytest.mark.parametrize(
    "text",
    [PLAIN.replace("RuntimeError", "ValueError"), PLAIN.replace("backward through", "walk through"),
     PLAIN.replace("in fit", "in validate"), PLAIN.replace("train.py\", line 27", "model.py\", line 27")],
)  # fmt: skip
def test_another_failure_has_another(text):
    assert mark(text) != mark(PLAIN)


def test_a_cell_has_no_number():
    assert mark(IPYTHON.replace("In[7]", "In[12]")) == mark(IPYTHON)


def test_windows_paths_are_paths():
    assert mark(PLAIN.replace("/home/ann/work/", "C:\\Users\\bo\\")) == mark(PLAIN)


def test_it_names_its_version():
    version, _, digest = mark(PLAIN).partition(":")
    assert (version, len(digest)) == ("1", 16)
