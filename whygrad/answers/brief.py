"""A diagnosis in a screenful: what happened, the line, the case or how to find it, what to change, where to read on."""

from __future__ import annotations

from collections.abc import Iterator

from whygrad.answers.candidates import candidates_of
from whygrad.answers.markdown import (
    fence,
    join,
    printable,
    show_chosen_fix,
    show_frame,
    show_tests,
    undiagnosed,
)
from whygrad.answers.messages import say
from whygrad.answers.replies import Answer, Diagnosis


def brief_markdown(diagnosis: Diagnosis, language: str, culprit: str = "", more: str = "") -> str:
    """The diagnosis in short; `culprit`, the line that did it where it is known, stands for the failing one.

    `more` says where to read on, where that is not the command `whygrad explain`.
    """
    if diagnosis.answer is None:
        return join(undiagnosed(diagnosis, language))
    return join(
        [
            f"# {diagnosis.answer.title}",
            diagnosis.answer.summary,
            culprit or show_frame(diagnosis.report.failing_frame, language),
            *help_for(diagnosis.answer, language, is_known=bool(culprit)),
            more or say(language, "explain", id=diagnosis.answer.id),
        ]
    )


def help_for(answer: Answer, language: str, *, is_known: bool) -> Iterator[str]:
    """The fix of the case that is the caller's; where the paste does not decide, how to see which it is.

    Where the line that did it is known, there is nothing to search for.
    """
    candidates = candidates_of(answer)
    if len(candidates) == 1:
        return show_chosen_fix(answer, candidates[0], language)
    return iter(()) if is_known else show_tests(answer, candidates, language)


def show_line(file: str, line: int, source: str, columns: tuple[int, int], explanation: str, language: str) -> str:
    """A line of the user's code with a caret under what did it, and what it did; columns in bytes, equal for none."""
    start, end = (len(source.encode()[:column].decode(errors="ignore")) for column in columns)
    head = f"> {line:>5} | "
    caret = [" " * (len(head) + start) + "^" * (end - start)] if end > start else []
    rows = [say(language, "place", file=file, line=line), head + source, *caret]
    return join([explanation, fence("\n".join(map(printable, rows)))])
