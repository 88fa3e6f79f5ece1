"""What has been read of a text so far: the exceptions found, the lines outside of them, and what is still open."""

from __future__ import annotations

from whygrad.reading.code_lines import read_labelled
from whygrad.reading.frames import MARKS, FrameLines, source_frame
from whygrad.reading.lines import State
from whygrad.reading.unfinished import Announcement, ExceptionLines, NextError, OpenTraceback

SOURCE_LINES_ABOVE = 3  # an error line below more lines of code than that is below a program, not its failing line


class Collected:
    """`found` are the exceptions, `outside` the lines that belong to none; the rest is what is still open."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.found: list[ExceptionLines] = []
        self.outside: list[str] = []
        self.state = State.OUTSIDE
        self.open = ExceptionLines(None, [""], [])  # what its message and source are added to
        self.traceback = OpenTraceback()
        self.next = NextError()
        self.announced: Announcement | None = None

    @property
    def last(self) -> ExceptionLines | None:
        """The exception that was found last."""
        return self.found[-1] if self.found else None

    @property
    def has_source(self) -> bool:
        """Whether the last frame shows its source, or the frames have no head of a traceback above them."""
        frames = self.traceback.frames
        return bool(frames) and (bool(frames[-1].body) or not self.traceback.is_headed)

    def end_traceback(self) -> None:
        """Close what is open; a traceback that never came to its error line stays without class and message."""
        traceback, announced = self.traceback, self.announced
        if traceback.frames and self.last and self.last.is_warning and not traceback.is_headed:
            self.close_forward_trace(self.last)
        elif traceback.frames and announced is not None:
            announced.error.frames = traceback.frames
            if not announced.error.is_found:
                self.add(announced.error)
        elif traceback.frames:
            self.add(ExceptionLines(None, traceback.loose, traceback.frames))
        self.traceback, self.announced, self.state = OpenTraceback(), None, State.OUTSIDE
        self.next = NextError(is_linked=self.next.is_linked)

    def add(self, error: ExceptionLines) -> None:
        """Add an exception: before the last one where it happened inside of it."""
        error.is_ignored, error.is_found = self.next.is_ignored, True
        position = len(self.found) - 1 if self.next.is_nested and self.last else len(self.found)
        if self.last:
            error.chain = self.last.chain + (not (self.next.is_linked or self.next.is_nested))
        self.found.insert(position, error)
        self.traceback, self.next = OpenTraceback(), NextError()
        self.announced = None if error.frames or error.is_warning else Announcement(error)
        self.open = error
        self.outside.append("")
        self.state = State.WARNING if error.is_warning else State.MESSAGE

    def close_forward_trace(self, warning: ExceptionLines) -> None:
        """Give anomaly mode's warning the frames below it: an error whose traceback was cut off has none."""
        warning.frames = [*self.traceback.frames, *warning.frames]
        self.traceback = OpenTraceback()

    def close_message(self, rest: str) -> None:
        """End a message; `rest` is no part of it."""
        self.state = State.OUTSIDE
        self.outside += [rest] if rest else []

    def take_source_above(self) -> list[FrameLines]:
        """The line of code directly above an error line, as the one frame that is left of a traceback."""
        if self.outside and MARKS.match(self.outside[-1]):
            self.outside.pop()
        above = self.outside[-SOURCE_LINES_ABOVE - 1 :] if self.state is State.OUTSIDE else []
        code = [source for line in above if (source := read_labelled(line))]
        source = read_labelled(above[-1]) if above else None
        if source is None or len(code) > SOURCE_LINES_ABOVE:
            return []
        self.outside.pop()
        return [source_frame(source.source, source.line)]

    def source_below(self, start: int) -> list[FrameLines]:
        """The one line of code directly below an error line, as the one frame that is left of a traceback."""
        source, *others = map(read_labelled, self.outside[start : start + 2])
        return [source_frame(source.source, source.line)] if source and not any(others) else []
