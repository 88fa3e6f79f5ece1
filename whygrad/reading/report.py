"""What is read from a paste."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from whygrad.reading.grammar import UNKNOWN_FILE
from whygrad.reading.surroundings import read_surroundings

Span = tuple[int, int]


@dataclass(frozen=True)
class SourceLine:
    """One numbered line of source that the paste shows."""

    line: int
    source: str


@dataclass(frozen=True)
class Frame:
    """One level of a traceback."""

    file: str
    line: int | None
    function: str | None
    source: str | None
    user_code: bool
    context: tuple[SourceLine, ...] = ()

    @property
    def is_placed(self) -> bool:
        """Whether the paste tells its file, and not the line of source alone."""
        return self.file != UNKNOWN_FILE


@dataclass(frozen=True)
class ReportedException:
    """One exception or warning with the frames it passed through, outermost first."""

    type: str | None
    message: str
    frames: tuple[Frame, ...] = ()

    @property
    def is_warning(self) -> bool:
        """Whether it was only printed, not raised."""
        return self.type is not None and self.type.endswith("Warning")


@dataclass(frozen=True)
class Spans:
    """Where parts of a report stand in the text as it was sent, in UTF-16 units; `None` where the text was rebuilt."""

    message: Span | None = None
    failing_line: Span | None = None


@dataclass(frozen=True)
class Report:
    """What a paste says: errors in causal order, the cause first, then warnings; and what stands around them.

    `outside` are the lines that belong to no error. `fingerprint` is the same for failures that are the same.
    """

    exceptions: tuple[ReportedException, ...]
    torch_version: str | None = None
    rank: int | None = None
    outside: tuple[str, ...] = ()
    spans: Spans = Spans()
    fingerprint: str | None = None

    @cached_property
    def surroundings(self) -> tuple[tuple[str, ...], str]:
        """Code and prose around the errors, told apart when one of them is first asked for."""
        return read_surroundings(self.outside)

    @property
    def code(self) -> tuple[str, ...]:
        """The user's own lines that the paste shows outside frames: code blocks, prompts and shell commands."""
        return self.surroundings[0]

    @property
    def prose(self) -> str:
        """What is neither traceback nor code."""
        return self.surroundings[1]

    @property
    def exception(self) -> ReportedException | None:
        """The cause."""
        return self.exceptions[0] if self.exceptions else None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames of the cause."""
        return self.exception.frames if self.exception else ()

    @property
    def failing_frame(self) -> Frame | None:
        """The deepest frame in the user's own code."""
        return failing_frame(self.exception) if self.exception else None


@dataclass(frozen=True)
class Failure:
    """One failure of a log; `first_line` is where it starts, counted from 1 in the text as it was given."""

    report: Report
    first_line: int


def failing_frame(exception: ReportedException) -> Frame | None:
    """The deepest frame of an exception that is in the user's own code."""
    return next((frame for frame in reversed(exception.frames) if frame.user_code), None)
