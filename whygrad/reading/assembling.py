"""Makes exceptions of lines: heads of frames collect source, an error line closes a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from whygrad.reading.budget import ReadingBudget
from whygrad.reading.code_lines import read_labelled
from whygrad.reading.collected import Collected
from whygrad.reading.error_lines import HAS_CLASS, cut_at_closing, name_class, opening_mark, trim_message
from whygrad.reading.frames import FrameLines, is_source
from whygrad.reading.grammar import UNKNOWN_FILE
from whygrad.reading.lines import NUMBERED_SOURCE, Found, Kind, State, classify
from whygrad.reading.message_ends import ends_message
from whygrad.reading.mid_line import CLOSING_MARKS, find_announcement
from whygrad.reading.unfinished import Announcement, ExceptionLines, NextError
from whygrad.reading.wrappings.log_prefixes import find_warning_start

ANNOUNCED_LINES = 30  # of a message between its announcement and the frames
MESSAGE_LINES = 400  # what goes on longer is no message
FENCE = "```"
FORWARD_TRACE = "Traceback of forward call that caused the error:"  # what anomaly mode says above one
CLOSING_BELOW = ("'", '"', "`")  # marks that can be closed lines below

_DEFINITION = re.compile(r"\s{0,60}(?:async )?def (\w{1,100})\(")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NATIVE_NOTE = re.compile(r"\(Triggered internally at [^()\s]{1,300}\)(?=\s{1,20}\S)")
_CALL_OF_WARN = re.compile(r"\s(?=warnings\.warn\()")


class Assembler(Collected):
    """Reads lines in one pass."""

    def __init__(self, budget: ReadingBudget) -> None:
        """Start with nothing read."""
        super().__init__()
        self._budget = budget
        self._pytest_source: str | None = None
        self._definition: str | None = None

    def read(self, lines: Iterable[str]) -> list[ExceptionLines]:
        """The exceptions and warnings of a text; empty where nothing has the form of a traceback."""
        for line in lines:
            self._budget.count(line)
            kind, found = classify(line, self)
            self._HANDLERS[kind](self, line, found)
        self.end_traceback()
        for error in self.found:
            if error.code_below is not None and not error.frames:
                error.frames = self.source_below(error.code_below)
        return self.found

    @property
    def has_pytest_source(self) -> bool:
        """Whether a `>   line` of pytest waits for its place."""
        return self._pytest_source is not None

    # --- tracebacks

    def _on_traceback(self, line: str, found: Found) -> None:
        announced = None if self.traceback.frames else self.announced
        is_nested = self.next.is_nested or ("Original Traceback" in line and bool(self.found))
        upcoming = NextError(self.next.is_ignored, is_nested, self.next.is_linked)
        self.end_traceback()
        last = None if upcoming.is_linked else self.last
        if last is not None and (last.tells_inside or any(line.endswith(":") for line in last.message[-1:])):
            last.tells_inside, upcoming.is_nested = False, True
        self.next, self.announced = upcoming, announced
        self.traceback.is_headed, self.state = True, State.HEADED

    def _on_link(self, line: str, found: Found) -> None:
        self.end_traceback()
        self.next.is_linked = True

    def _on_ignored(self, line: str, found: Found) -> None:
        self.end_traceback()
        self.next.is_ignored = True

    def _on_nested(self, line: str, found: Found) -> None:
        self.next.is_nested = bool(self.found)
        if self.state is State.MESSAGE:
            self.state = State.OUTSIDE

    # --- errors and warnings

    def _on_error(self, line: str, found: Found) -> None:
        assert isinstance(found, re.Match)
        groups = found.groupdict()
        last = self.last
        if last and last.message and FORWARD_TRACE in last.message[-1] and not self.traceback.is_headed:
            self.close_forward_trace(last)
        frames = self.traceback.frames or self.take_source_above()
        name = name_class(groups.get("inner") or groups["type"])
        told = groups.get("message") or ""
        opening = opening_mark(groups.get("leader") or "", groups["type"])
        message = trim_message(told, opening)
        error = ExceptionLines(name, [message], frames, closing=opening if opening in CLOSING_BELOW else "")
        error.tells_inside = groups.get("message") == ""
        self.add(error)
        if message != told:
            self.close_message(told[len(message) :].strip(CLOSING_MARKS))

    def _on_warning(self, line: str, found: Found) -> None:
        assert isinstance(found, re.Match)
        self.end_traceback()
        start = find_warning_start(line) or 0
        place = FrameLines(line[start : found.end("file")].strip(), int(found["line"]), None)
        told = found["message"]
        behind = _NATIVE_NOTE.search(told) or _CALL_OF_WARN.search(told)  # the source, where line breaks were lost
        message = told[: behind.end()].rstrip() if behind else told
        place.body += [told[behind.end() :]] if behind else []
        self.add(ExceptionLines(found["type"], [message], [place]))

    def _on_native_warning(self, line: str, found: Found) -> None:
        assert isinstance(found, re.Match)
        self.end_traceback()
        self.add(ExceptionLines(found["type"], [found["message"]], []))

    def _on_placed_error(self, line: str, found: Found) -> None:
        assert isinstance(found, re.Match)
        self.end_traceback()
        place = FrameLines(found["file"], int(found["line"]), None)
        self.add(ExceptionLines(found["type"], [found["message"]], [place]))

    # --- frames

    def _on_head(self, line: str, found: Found) -> None:
        assert isinstance(found, FrameLines)
        if self.state is State.MESSAGE:
            self.next.is_nested = True  # an error that is told inside the message of another one, as Ray does
        self._open_frame(found)

    def _on_arrow(self, line: str, found: Found) -> None:
        """A numbered excerpt with an arrow: the numbered lines above it belong to it."""
        above: list[str] = []
        while self.outside and NUMBERED_SOURCE.match(self.outside[-1]):
            above.append(self.outside.pop())
        self._open_frame(FrameLines(UNKNOWN_FILE, None, "<module>", [*reversed(above), line]))

    def _open_frame(self, frame: FrameLines) -> None:
        self.traceback.frames.append(frame)
        self.state = State.FRAMES

    def _on_pytest_source(self, line: str, found: Found) -> None:
        assert isinstance(found, re.Match)
        self._pytest_source = found[1]

    def _on_pytest_place(self, line: str, found: Found) -> None:
        assert isinstance(found, re.Match)
        frame = FrameLines(found["file"], int(found["line"]), self._definition, [self._pytest_source or ""])
        last = None if self.traceback.frames else self.last
        (last.frames if last and not last.is_warning else self.traceback.frames).append(frame)
        if self.traceback.frames:
            self.state = State.FRAMES
        self._pytest_source = self._definition = None

    # --- everything else

    def _on_blank(self, line: str, found: Found) -> None:
        if self.state is State.WARNING:
            self.state = State.BELOW_WARNING
        elif self.state in (State.MESSAGE, State.BELOW_WARNING):
            self.state = State.OUTSIDE
        if self.state is State.OUTSIDE:
            self.outside.append("")
        if self.announced is not None and any(self.announced.error.message):
            self.announced.is_closed = True

    def _on_text(self, line: str, found: Found) -> None:
        definition = _DEFINITION.match(line) if "def " in line and not self.traceback.is_headed else None
        self._definition = definition[1] if definition else self._definition
        self._READERS[self.state](self, line)

    def _read_frame_line(self, line: str) -> None:
        frame = self.traceback.frames[-1]
        bare = line.strip()
        if bare in ("`", "**") or bare.startswith(FENCE):
            self.end_traceback()
        elif is_source(frame, line):
            frame.body.append(line)
        else:
            (self.outside if ends_message(line) else self.traceback.loose).append(line)

    def _read_message(self, line: str) -> None:
        error = self.open
        is_translated = _CHINESE.search(line) and not _CHINESE.search(error.message[0])
        if line.lstrip().startswith(FENCE) and error.message[-1].rstrip().endswith((":", ",")):
            self.state = State.FENCE
        elif ends_message(line) or is_translated or len(error.message) > MESSAGE_LINES:
            error.code_below = len(self.outside) if read_labelled(line) else None
            self.close_message(line)
        else:
            told = cut_at_closing(line, error.closing) if error.closing else line
            error.message.append(told)
            if told != line:
                self.close_message(line[len(told) :].strip("'\"` "))

    def _read_warning_line(self, line: str) -> None:
        if not line.startswith(("  ", "\t")):
            self._read_message(line)
            return
        for place in self.open.frames[-1:]:
            place.body.append(line)
        self.state = State.OUTSIDE

    def _read_below_warning(self, line: str) -> None:
        self.state = State.OUTSIDE
        if not line.startswith("  "):
            self._read_outside(line)
            return
        for place in self.open.frames[-1:]:
            place.body.append(line)

    def _read_behind_fence(self, line: str) -> None:
        self.state = State.MESSAGE if line.lstrip().startswith(FENCE) else State.OUTSIDE
        if self.state is State.OUTSIDE:
            self._read_outside(line)

    def _read_outside(self, line: str) -> None:
        """An error told in mid-line, or by its class alone: what a debugger and a logger print above the frames."""
        error = find_announcement(line) if HAS_CLASS.search(line) else None
        self.outside.append(line[: error.start] + line[error.end :] if error else line)
        last = self.last
        if error and last and last.frames and not last.has_text:
            last.type, last.message = error.type, [error.message]  # prose names the error of the frames above
        elif error:
            is_closed = error.end < len(line.rstrip())
            self.announced = Announcement(ExceptionLines(error.type, [error.message], []), is_closed=is_closed)
        elif self.announced is not None:
            self.announced.lines_since += 1
            if self.announced.lines_since > ANNOUNCED_LINES:
                self.announced = None
            else:
                self.announced.add(line)

    _HANDLERS: ClassVar = {
        Kind.BLANK: _on_blank,
        Kind.TRACEBACK: _on_traceback,
        Kind.LINK: _on_link,
        Kind.IGNORED: _on_ignored,
        Kind.NESTED: _on_nested,
        Kind.ERROR: _on_error,
        Kind.WARNING: _on_warning,
        Kind.NATIVE_WARNING: _on_native_warning,
        Kind.PLACED_ERROR: _on_placed_error,
        Kind.PYTEST_SOURCE: _on_pytest_source,
        Kind.PYTEST_PLACE: _on_pytest_place,
        Kind.HEAD: _on_head,
        Kind.ARROW: _on_arrow,
        Kind.TEXT: _on_text,
    }
    _READERS: ClassVar = {
        State.OUTSIDE: _read_outside,
        State.HEADED: _read_outside,
        State.FRAMES: _read_frame_line,
        State.MESSAGE: _read_message,
        State.WARNING: _read_warning_line,
        State.BELOW_WARNING: _read_below_warning,
        State.FENCE: _read_behind_fence,
    }
