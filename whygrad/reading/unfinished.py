"""What is being read, before it is finished."""

from __future__ import annotations

from dataclasses import dataclass, field

from whygrad.reading.frames import FrameLines
from whygrad.reading.message_ends import ends_message


@dataclass
class ExceptionLines:
    """An exception being read: its class, its message so far, and its frames."""

    type: str | None
    message: list[str]
    frames: list[FrameLines]
    is_ignored: bool = False
    chain: int = 0
    tells_inside: bool = False  # its message is another error, told below it
    is_found: bool = False  # and no mere announcement
    closing: str = ""  # the quote mark or backtick that ends the message
    code_below: int | None = None  # where, of the lines outside, the code stands that ended the message

    @property
    def has_text(self) -> bool:
        """Whether it says anything: a traceback that was cut off, or one that only leads to another, does not."""
        return self.type is not None or any(line.strip() and not line.endswith(":") for line in self.message)

    @property
    def is_warning(self) -> bool:
        """Whether it was only printed, not raised."""
        return self.type is not None and self.type.endswith("Warning")


@dataclass
class OpenTraceback:
    """A traceback whose error line has not come yet."""

    frames: list[FrameLines] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # lines among the frames that are no source
    is_headed: bool = False


@dataclass
class NextError:
    """What is known of an error before it is found."""

    is_ignored: bool = False
    is_nested: bool = False
    is_linked: bool = False


@dataclass
class Announcement:
    """An error told in mid-line, or without frames, just above what may be its traceback."""

    error: ExceptionLines
    lines_since: int = 0
    is_closed: bool = False  # its message is told

    def add(self, line: str) -> None:
        """Add a line to the message, or end it."""
        self.is_closed = self.is_closed or self.error.is_found or ends_message(line)
        if not self.is_closed:
            self.error.message.append(line)
