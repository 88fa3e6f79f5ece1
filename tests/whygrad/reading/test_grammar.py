"""A head of frame is said in one place: a new one is read in every wrapping."""

import json

import pytest

from whygrad.reading import grammar, read_report
from whygrad.reading.grammar import HEADS, LINE, Grammar, Head

BLOCK = Head("block", rf"(?P<file>Block\ \[\d{{1,8}}\]),\ line\ {LINE}", opens=("Block [",), is_numbered=True)
PASTE = """ValueError                                Traceback (most recent call last)
Block [7], line 27
     25 out = model(x)
     26 loss = out.sum()
---> 27 loss.backward()
     28 print(loss)

ValueError: no gradient here"""
FORMS = {
    "whole lines": PASTE,
    "flattened": " ".join(PASTE.split()),
    "notebook JSON": json.dumps({"ename": "ValueError", "evalue": "no gradient here", "traceback": PASTE.split("\n")}),
    "log prefix": "\n".join(f"2025-03-09 22:10:01,123 [fit] {line}" for line in PASTE.split("\n")),
    "box": "\n".join(f"│ {line:<80} │" for line in PASTE.split("\n")),
    "string literal": repr(PASTE),
    "signs for breaks": PASTE.replace("\n", "␤"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_new_head_is_read_in_every_wrapping(form, monkeypatch):
    monkeypatch.setattr(grammar, "GRAMMAR", Grammar((*HEADS, BLOCK)))
    report = read_report(FORMS[form])
    assert (report.exception.type, report.exception.message) == ("ValueError", "no gradient here")
    frame = report.failing_frame
    assert (frame.file, frame.line, frame.source) == ("Block [7]", 27, "loss.backward()")
    assert [item.line for item in frame.context] == [25, 26, 27, 28]


@pytest.mark.parametrize(
    "line",
    [
        "in the first cell: 12",
        "Block [7], line 27",
        "File not found, line by line",
        "Cell In[7] and the next one",
        "train.py:27 in the training loop",
    ],
)
def test_prose_is_no_head(line):
    assert list(grammar.GRAMMAR.matches(line)) == []
