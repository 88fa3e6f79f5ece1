"""Decides what a text asks for, and answers it."""

from __future__ import annotations

from service.api.schemas import QUESTION_LIMIT_BYTES
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.library import Library
from whygrad.answers.questions import answer_question
from whygrad.answers.replies import Diagnosis, QuestionAnswer


def answer_text(library: Library, text: str) -> Diagnosis | QuestionAnswer:
    """A diagnosis of what has an error of ours; else the answer to what the words ask.

    Where there is neither, what was read decides: a text that shows an error was meant as one.
    """
    diagnosis = diagnose(library, text)
    if diagnosis.status == "matched" or len(text.encode()) > QUESTION_LIMIT_BYTES:
        return diagnosis
    answer = answer_question(library, text)
    shows_error = diagnosis.status == "similar" or diagnosis.report.exception is not None
    return diagnosis if shows_error and answer.status == "unanswered" else answer
