"""Chooses the case that a paste points to among those of an entry whose cues are plain patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from whygrad.finding.evidence import Choice, Clue
from whygrad.reading import Report

Cues = Mapping[str, Sequence[re.Pattern[str]]]


def choose_case(cues: Cues, report: Report) -> Choice:
    """The case with the most cues in the user's own lines and the messages; of equals the most frequent."""
    pieces = [*user_lines(report), *(Clue("captures", exception.message) for exception in report.exceptions)]
    found = {case: tuple(find_clues(patterns, pieces)) for case, patterns in cues.items()}
    best = max(found, key=lambda case: len(found[case]))
    return Choice(best, found[best]) if found[best] else Choice()


def find_clues(patterns: Sequence[re.Pattern[str]], pieces: Sequence[Clue]) -> Iterator[Clue]:
    """For each pattern the first piece that has it."""
    for pattern in patterns:
        yield from [piece for piece in pieces if pattern.search(piece.text)][:1]


def user_lines(report: Report) -> list[Clue]:
    """Every line of the user's own code that the paste shows in frames, once."""
    lines: dict[str, Clue] = {}
    for exception in report.exceptions:
        for frame in exception.frames:
            if frame.user_code:
                shown = [*((item.source, item.line) for item in frame.context), (frame.source or "", frame.line)]
                for source, line in shown:
                    lines.setdefault(source, Clue("code", source, line))
    return [clue for source, clue in lines.items() if source]
