"""What reading may cost: time of the processor, and text that is capped once, before anything else reads it."""

from __future__ import annotations

import re
import time

RUN_CHARACTERS = 500  # of one character repeated; a wide box or a rule has less
BLANK_LINES = 3
CHECKED_CHARACTERS = 10_000  # read between two looks at the clock
LINE_CHARACTERS = 50_000  # of a whole traceback on one line
READ_CHARACTERS = 10_000  # of a line once lines are told apart

_RUN = re.compile(rf"(.)\1{{{RUN_CHARACTERS}}}\1*")
_BLANK_LINES = re.compile(rf"\n(?:[ \t]{{0,{RUN_CHARACTERS}}}\n){{{BLANK_LINES},}}")


class TooComplex(ValueError):
    """A text took more time to read than it may."""


class ReadingBudget:
    """A clock that is looked at again and again while a text is read.

    It is the thread's own: what other requests take of a busy machine is no reason to refuse this one.
    """

    def __init__(self, seconds: float | None) -> None:
        """Start the clock; without a limit it never ends."""
        self._ends = None if seconds is None else time.thread_time() + seconds
        self._read = CHECKED_CHARACTERS  # the first look is at once: the time may be over, as a batch's

    def count(self, text: str) -> None:
        """Count the characters that are read next, and raise `TooComplex` where the time is over.

        The clock is looked at every so many characters: looking costs more than reading a line.
        """
        self._read += len(text) + 1
        if self._read > CHECKED_CHARACTERS and self._ends is not None:
            self._read = 0
            if time.thread_time() > self._ends:
                raise TooComplex("the text takes too long to read")


def cap_runs(text: str) -> str:
    """A text whose runs of one character, and of blank lines, have an end."""
    if "\n\n\n\n" in text or "\n \n" in text:
        text = _BLANK_LINES.sub("\n" * (BLANK_LINES + 1), text)
    if len(text) < RUN_CHARACTERS:
        return text
    return "\n".join(cap_line(line) if len(line) > RUN_CHARACTERS else line for line in text.split("\n"))


def cap_line(line: str) -> str:
    """A line whose runs of one character have an end."""
    return _RUN.sub(lambda run: run[1] * RUN_CHARACTERS, line)


def cap_lines(text: str, limit: int) -> str:
    """A text whose lines have at most `limit` characters."""
    if len(text) <= limit:
        return text
    return "\n".join(line[:limit] for line in text.split("\n"))
