"""The cases that a paste may show, by the test that tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from whygrad.answers.documents import Case
from whygrad.answers.messages import say
from whygrad.answers.replies import Answer


def candidates_of(answer: Answer) -> tuple[Case, ...]:
    """The cases that the caller's can be: one where the paste decides."""
    return tuple(case for case in answer.cases if case.id in answer.case.candidates)


def group_by_test(cases: Iterable[Case]) -> list[tuple[Case, ...]]:
    """Cases that the same test tells apart, put at the same place, stand together; last those without a test."""
    groups: dict[tuple[str, str | None] | None, list[Case]] = defaultdict(list)
    for case in cases:
        groups[(case.test.code, case.test.before) if case.test else None].append(case)
    untested = groups.pop(None, [])
    return [tuple(group) for group in (*groups.values(), untested) if group]


def place_of_test(case: Case, language: str) -> str:
    """Where the test of a case is put, in words."""
    if case.test is None:
        return say(language, "test.none")
    if case.test.before:
        return say(language, "test.before_line", line=case.test.before)
    return say(language, "test.before_failure" if case.reproduction.raises else "test.at_the_end")
