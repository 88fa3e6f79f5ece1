"""Spans are true or absent."""

import pytest
from paste_forms import FORMS, MESSAGE, PLAIN

from whygrad.reading import read_report


def cut(text, span):
    return text.encode("utf-16-le")[2 * span[0] : 2 * span[1]].decode("utf-16-le")


@pytest.mark.parametrize("form", FORMS)
def test_a_span_holds_the_very_text(form):
    report = read_report(FORMS[form])
    if report.spans.message:
        assert cut(FORMS[form], report.spans.message) == report.exception.message
    if report.spans.failing_line:
        assert cut(FORMS[form], report.spans.failing_line) == report.failing_frame.source


def test_spans_count_as_editors_do():
    text = f"🙂 it fails\n{PLAIN}"
    spans = read_report(text).spans
    assert cut(text, spans.message) == MESSAGE
    assert cut(text, spans.failing_line) == "loss.backward()"


def test_a_message_that_was_broken_has_no_span():
    assert read_report(FORMS["broken message"]).spans.message is None
