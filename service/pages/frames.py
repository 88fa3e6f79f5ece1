"""The failing line of the user's code with the lines around it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from service.pages.highlighting import colour
from service.pages.outside import cut_line
from whygrad.reading import Frame, SourceLine

CONTEXT_LINES = 5


@dataclass(frozen=True)
class FrameLine:
    """One line as a page shows it; without a number where the paste tells none."""

    number: int | None
    code: Markup
    is_failing: bool


def frame_lines(frame: Frame) -> list[FrameLine]:
    """The failing line and at most so many before and after it; none where the paste shows no source."""
    if frame.line is None or not frame.context:
        return [FrameLine(frame.line, colour(cut_line(frame.source)), True)] if frame.source else []
    near = range(frame.line - CONTEXT_LINES, frame.line + CONTEXT_LINES + 1)
    return [read_line(item, frame.line) for item in frame.context if item.line in near]


def read_line(item: SourceLine, failing: int) -> FrameLine:
    """A line of the context."""
    return FrameLine(item.line, colour(cut_line(item.source)), item.line == failing)
