"""The last failure as findings of the file in which it was made, while that file is still the one that failed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from whygrad.answering import Answering
from whygrad.answers.edits import lines_of
from whygrad.answers.replies import Diagnosis
from whygrad.lsp.findings import Found, Related, span_of
from whygrad.running.culprits import pasted
from whygrad.user.last_failure import LastFailure


def hash_of(text: str) -> str:
    """SHA-256 of a text, as the last failure keeps it of files."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def diagnosis_of(failure: LastFailure, answering: Answering) -> Diagnosis:
    """What the failure is, as `whygrad run` told it."""
    return answering.diagnose(failure.traceback + pasted(failure.culprit))


def failure_in(path: str, text: str, failure: LastFailure, diagnosis: Diagnosis) -> Found | None:
    """The failure where this file made it; None where it did not, or the text is not the one that failed."""
    answer, frame = diagnosis.answer, diagnosis.report.failing_frame
    if answer is None or failure.sources.get(path) != hash_of(text):
        return None
    culprit = failure.culprit
    if culprit is not None and Path(culprit.file) == Path(path):
        start, end = span_of(line_of(text, culprit.line), culprit.column, culprit.end_column)
        told = {language: f"{answer.title}. {said}" for language, said in culprit.explanation.items()}
        return Found(answer.id, "failure", culprit.line, start, end, told, related_of(diagnosis))
    if culprit is None and frame is not None and frame.line and Path(failure.folder, frame.file) == Path(path):
        start, end = span_of(line_of(text, frame.line))
        told = dict.fromkeys(("en", "zh"), f"{answer.title}. {answer.summary}")
        return Found(answer.id, "failure", frame.line, start, end, told)
    return None


def related_of(diagnosis: Diagnosis) -> tuple[Related, ...]:
    """Where the error was raised in the user's own code."""
    report, frame = diagnosis.report, diagnosis.report.failing_frame
    if frame is None or not frame.line:
        return ()
    return (Related(frame.file, frame.line, f"{report.exception}: {report.message}"),)


def line_of(text: str, number: int) -> str:
    """A line of a text, from 1; empty where there is none."""
    lines = lines_of(text)
    return lines[number - 1].rstrip("\r\n") if 0 < number <= len(lines) else ""
