"""Turns any pasted text into a report: exceptions in causal order, their frames, and the user's failing line.

Never raises on any text and runs in time linear in it. `paste_cleaning` unwraps the text, `flattened_text` restores
lost line breaks, and what is left is read here line by line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from whygrad.reading.fingerprint import fingerprint
from whygrad.reading.flattened import restore_lines
from whygrad.reading.frames import FrameLines, finish_frame, is_source, join_broken_heads, read_head
from whygrad.reading.paste_cleaning import (
    EXCEPTION_CLASS,
    HAS_CLASS,
    clean_text,
    find_warning_start,
    strip_colours,
)
from whygrad.reading.paste_layout import TRACEBACK_HEAD
from whygrad.reading.report import Failure, Report, ReportedException, Spans
from whygrad.reading.spans import find_spans
from whygrad.reading.surroundings import read_surroundings

ANNOUNCED_LINES = 30  # of a message between its announcement and the frames
PASSED_ON_CHARACTERS = 300  # of a message, where another error may be told
PLACED_LENGTHS = (60, 30, 15, 8, 4, 2, 1)  # of the beginning of a message, to find its line again
MESSAGE_STARTS = 50  # places of a line where a message can start

_RANK = re.compile(
    r"\[(?:rank|default) ?(\d{1,5})\]|(?<!\w)[\[(](?:global_)?rank[:=] ?(\d{1,5})[\])]"
    r"|^\s{0,20}rank\s{0,20}[:=] ?(\d{1,5})(?= \||\]| \(local)",
    re.IGNORECASE | re.MULTILINE,
)
_VERSION = re.compile(
    r"(?:\b(?:py)?torch(?:\.__version__)?[ '\"`]{0,3}(?:==?|:|version|版本|-)[\s:=是'\"`]{0,6}(?:is )?v?"
    r"|(?:^|[,;，；、(|])[ *-]{0,4}(?:py)?torch[ |]{1,40}v?|\b(?:py)?torch v?(?=[\d.]{5,7}\+)"
    r"|\b(?:py)?torch(?=\d\.\d{1,2}\.\d)|torch\.__version__\)?\s{1,8}'?|\bName: torch\s{1,8}Version: )"
    r"(\d\.\d{1,2}(?:\.\d{1,2})?(?:\+\w{1,12})?)(?![\w.]*\d)",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES_TORCH = re.compile(r"torch(?:\.__v|\d\.|[^\w/.\\])", re.IGNORECASE)  # not as a part of a path or a name
# Where pytest names the place of a failure
_PYTEST_PLACE = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^\s:\"][^:\"\n]{0,400}\.pyx?):(?P<line>\d{1,9}):(?: [\w.]{1,120})?\s*$"
)
_PYTEST_SOURCE = re.compile(r">\s{3,}(\S.*)$")
_DEFINITION = re.compile(r"\s{0,60}(?:async )?def (\w{1,100})\(")

# Error and warning lines
_LEADER = r"[\s>|#*+`\"]{0,80}(?:E {2,40})?[*`]{0,3}"
_ERROR = re.compile(
    rf"{_LEADER}(?P<type>{EXCEPTION_CLASS})"
    rf"(?:\((?P<inner>{EXCEPTION_CLASS})\))?[*`]{{0,3}} ?(?::(?!:)|：)\s*(?P<message>.*)$"
)
_BARE_ERROR = re.compile(rf"{_LEADER}(?P<type>{EXCEPTION_CLASS})[*`]{{0,3}}$")
_ANY_CLASS = re.compile(
    r"(?P<type>(?:\w{1,60}\.){0,8}[A-Z]\w{0,80}|(?:\w{1,60}\.){1,8}\w{1,80})(?:: (?P<message>.*)|:)$"
)
_WARNING = re.compile(r"(?P<file>.{0,400}?):(?P<line>\d{1,9}): (?P<type>\w{0,60}Warning): (?P<message>.*)$")
_LINE_ERROR = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^\s:\"'()]{1,400}\.pyx?|<[\w-]{1,60}>):(?P<line>\d{1,9}): "
    rf"(?P<type>{EXCEPTION_CLASS}): (?P<message>.*)$"
)
_NATIVE_WARNING = re.compile(r".{0,200}\] (?P<type>Warning): (?P<message>.*)$")
_INLINE_ERROR = re.compile(rf"(?<![\w.\"'(])(?P<type>{EXCEPTION_CLASS})[*`]{{0,3}} ?(?::(?!:)|：)\s*(?P<message>\S.*)$")
_LITERAL_START = re.compile(rf"(?<!raise )(?<![\w.])(?P<type>{EXCEPTION_CLASS})\((?P<quote>['\"])")
_LITERAL_ENDS = {quote: re.compile(rf"(?<!\\){quote},?\)") for quote in "'\""}
_WHOLE_LITERAL = re.compile(
    rf"['\"]?(?P<type>{EXCEPTION_CLASS})\(\\{{0,8}}(?P<quote>['\"])(?P<message>.+?)\\{{0,8}}(?P=quote),?\)['\"]?$"
)
_PASSED_ON = re.compile(rf"(?:^|: |\] )(?P<type>(?!(?:Error|Exception|Warning):){EXCEPTION_CLASS}): (?=\S)")
_ESCAPED_QUOTE = re.compile(r"\\{1,8}(['\"])")
_ANNOUNCEMENT = re.compile(rf"[^:：]{{1,80}}[:：]\s?(?P<type>{EXCEPTION_CLASS})(?:\s{{1,20}}\(note: .*)?$")

_MESSAGE_START = re.compile(r"^|[:：(] ?|['\"]")

# What ends a message
_NATIVE_NOTE = re.compile(r"\(Triggered internally at [^()\s]{1,300}\)(?=\s+\S)")
_LINK = re.compile(r"\s{0,8}(?:The above exception was the direct cause|During handling of the above exception)")
_MESSAGE_END = re.compile(
    r"\s*(?:Exception raised from |frame #\d|#\d{1,4} |C\+\+ CapturedTraceback|<omitting |Exception ignored in"
    r"|-{5}|={5}|_ _ |```|~~~|>>> |In ?\[\d|[$%] |\w{1,40}@[\w.-]{1,60}[: ]|\([\w.-]{1,40}\) (?:PS )?\S{0,200}[$#>@:\\]"
    r"|(?:PS )?[A-Z]:\\[^>\n]{0,200}>|\[?\d{4}-\d\d-\d\d|\[(?:rank|default|[IWEF]\d|INFO|ERROR|WARN)|[IWEF]\d{4} "
    r"|(?:INFO|WARNING|ERROR|DEBUG|CRITICAL)\b|Process finished with|[\w.-]{1,40}: (?:\*\*\* |error: |task )"
    r"|srun: |wandb: |.{0,60}\d{1,3}%\||Set TORCH_|FAILED |Ran \d|Command (?:exited|terminated)"
    r"|Traceback:|Falsifying example|Fatal Python error|\*{5}|(?:\"{3}|'{3})$|real\s+\d+m|\[[\w.-]{1,40}@|\[\d\d?:\d\d"
    r"|(?:\([\w.-]{1,40}\) ?)?[➜❯λ]|\{\"|[\]}{][,\]}{ ]*$|-?\+-)"
)
_PROMPT = re.compile(
    r"\s(?:\([\w.-]{1,40}\) ?)?(?:\w[\w.-]{0,40}@[\w.-]{1,60}[: ][^\s$#]{0,120} ?[$#]"
    r"|(?:PS )?[A-Z]:\\[^\s>]{0,200}>).{0,200}$"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CONTINUATION_LEADER = re.compile(r"\s*(?:(?:[#>|│]+|E(?= {2}))\s*){0,4}")
_IGNORED = re.compile(r"\s*(?:Exception ignored in|Error in sys\.excepthook|Exception in .{0,80}__del__)")
_NESTED = re.compile(
    r"terminated with the following (?:exception|error)|Original Traceback \(most recent|^[\s|+-]{3,200} \d{1,4} -{3}"
)


def read_report(text: str) -> Report:
    """Read any pasted text; what cannot be read is absent from the report."""
    cleaned = clean_text(text)
    lines = join_broken_heads(restore_lines(cleaned).split("\n"))
    exceptions = in_causal_order(Reading().read(lines)) or read_loose_lines(lines)
    code, prose = read_surroundings(lines, exceptions)
    return Report(
        tuple(exceptions),
        find_version(cleaned),
        find_rank(text),
        code,
        prose,
        find_spans(text, exceptions[0]) if exceptions else Spans(),
        fingerprint(exceptions[0]) if exceptions else None,
    )


def read_log(text: str, limit_characters: int) -> list[Failure]:
    """Every failure of a log, a chain of exceptions each, in the order of the log; warnings are failures too."""
    cleaned = clean_text(text, limit_characters)
    lines = join_broken_heads(restore_lines(cleaned).split("\n"))
    found = Reading().read(lines) or Reading().read(part for line in lines for part in split_at_error(line))
    version = find_version(cleaned)
    chains: dict[int, list[ExceptionLines]] = {}
    for item in found:
        chains.setdefault(item.chain, []).append(item)
    ordered = [tuple(in_causal_order(chain)) for chain in chains.values()]
    reports = [Report(chain, version, fingerprint=fingerprint(chain[0])) for chain in ordered]
    return place_failures(reports, strip_colours(text).split("\n"))


def place_failures(reports: Sequence[Report], lines: Sequence[str]) -> list[Failure]:
    """Find where each report starts: at a head of a traceback that no other report has, else at its message."""
    heads = deque(number for number, line in enumerate(lines) if TRACEBACK_HEAD in line)
    beginnings = [cut_message(report.exceptions[0].message) for report in reports]
    places = find_beginnings(frozenset(beginnings), lines)
    failures: list[Failure] = []
    for report, beginning in zip(reports, beginnings, strict=True):
        told = places[beginning].popleft() if places[beginning] else len(lines) - 1
        start = heads[0] if heads and heads[0] < told else told
        for _ in filter(lambda exception: exception.frames, report.exceptions):
            if heads and heads[0] <= max(start, told):
                heads.popleft()
        failures.append(Failure(report, start + 1))
    return failures


def cut_message(message: str) -> str:
    """The beginning of a message, of one of a few lengths, by which its line is found again."""
    return message[: next((length for length in PLACED_LENGTHS if length <= len(message)), 0)]


def find_beginnings(beginnings: Collection[str], lines: Iterable[str]) -> dict[str, deque[int]]:
    """The lines in which each beginning of a message stands where a message can start, in one pass over all lines."""
    places: dict[str, deque[int]] = {beginning: deque() for beginning in beginnings}
    lengths = sorted({len(beginning) for beginning in beginnings} - {0})
    for number, line in enumerate(lines):
        starts = [start.end() for start in islice(_MESSAGE_START.finditer(line), MESSAGE_STARTS)]
        told = {line[start : start + length] for start in starts for length in lengths}
        for beginning in told & places.keys():
            places[beginning].append(number)
    return places


def find_rank(text: str) -> int | None:
    """The rank of the first process that a prefix or an agent's summary names."""
    lowered = text.lower()
    rank = _RANK.search(text) if "rank" in lowered or "[default" in lowered else None
    return int(rank[rank.lastindex or 0]) if rank else None


def find_version(cleaned: str) -> str | None:
    """The version of torch that a text names."""
    version = _VERSION.search(cleaned) if _NAMES_TORCH.search(cleaned) else None
    return version[1] if version else None


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

    @property
    def has_text(self) -> bool:
        """Whether it says anything: a traceback that was cut off, or one that only leads to another, does not."""
        return self.type is not None or any(line.strip() and not line.endswith(":") for line in self.message)

    @property
    def is_warning(self) -> bool:
        """Whether it was only printed, not raised."""
        return self.type is not None and self.type.endswith("Warning")


class Reading:
    """Reads lines in one pass: heads of frames collect source, an error line closes a traceback."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._found: list[ExceptionLines] = []
        self._frames: list[FrameLines] = []
        self._open: ExceptionLines | None = None  # its message may go on
        self._in_traceback = False
        self._is_ignored = False
        self._is_nested = False
        self._is_linked = False
        self._loose: list[str] = []
        self._pytest_source: str | None = None
        self._definition: str | None = None
        self._announced: ExceptionLines | None = None  # told in mid-line, just above what may be its traceback
        self._lines_since = 0
        self._warned: ExceptionLines | None = None  # its source may come below a blank line

    def read(self, lines: Iterable[str]) -> list[ExceptionLines]:
        """The exceptions and warnings of a text; empty where nothing has the form of a traceback."""
        for line in lines:
            self._read_line(line)
        self._end_traceback()
        return self._found

    def _read_line(self, line: str) -> None:
        if "xcep" in line and _IGNORED.match(line):
            self._end_traceback()
            self._is_ignored = True
        if ("---" in line or "terminated" in line or "Original" in line) and _NESTED.search(line):
            self._is_nested = bool(self._found)
        if not line.strip():
            self._warned = self._open if self._open is not None and self._open.is_warning else None
            self._open = None
        elif TRACEBACK_HEAD in line:
            self._start_traceback()
        elif "xcep" in line and _LINK.match(line):
            self._end_traceback()
            self._is_linked = True
        elif not (
            self._read_error(line) or self._read_warning(line) or self._read_place(line) or self._read_head(line)
        ):
            self._read_text(line)

    def _start_traceback(self) -> None:
        is_ignored, is_nested, announced = self._is_ignored, self._is_nested, self._announced
        announced = None if self._frames else announced
        self._end_traceback()
        last = self._found[-1] if self._found and not self._is_linked else None
        if last is not None and (last.tells_inside or any(line.endswith(":") for line in last.message[-1:])):
            last.tells_inside, is_nested = False, True
        self._in_traceback, self._is_ignored, self._is_nested = True, is_ignored, is_nested
        self._announced = announced

    def _end_traceback(self) -> None:
        """Close what is open; a traceback that never came to its error line stays without class and message."""
        last = self._found[-1] if self._found else None
        if self._frames and last is not None and last.is_warning and not self._in_traceback:
            last.frames = [*self._frames, *last.frames]  # the forward trace of anomaly mode
        elif self._frames and self._announced is not None:
            self._announced.frames = self._frames
            if not self._announced.is_found:
                self._add(self._announced)
        elif self._frames:
            self._add(ExceptionLines(None, self._loose, self._frames))
        self._frames, self._loose, self._open, self._announced = [], [], None, None
        self._in_traceback = self._is_ignored = self._is_nested = False

    def _add(self, found: ExceptionLines) -> None:
        found.is_ignored, found.is_found = self._is_ignored, True
        last = self._found[-1] if self._found else None
        position = len(self._found) - 1 if self._is_nested and last else len(self._found)
        if last is not None:
            found.chain = last.chain + (not (self._is_linked or self._is_nested))
        self._is_linked = False
        self._found.insert(position, found)
        self._open, self._frames, self._loose = found, [], []
        self._announced, self._lines_since = None if found.frames or found.is_warning else found, 0
        self._warned = None
        self._in_traceback = self._is_ignored = self._is_nested = False

    def _read_error(self, line: str) -> bool:
        error = None
        if HAS_CLASS.search(line):
            error = _ERROR.match(line) or (_BARE_ERROR.match(line) if self._in_traceback or self._frames else None)
        if error is None and self._has_source():
            error = _ANY_CLASS.match(line)
        if error is None or (self._open is not None and self._open.is_warning and line.startswith("  ")):
            return False
        groups = error.groupdict()
        if groups["type"] == "Warning" or (groups["type"] == "Error" and not self._frames):
            return False
        found = ExceptionLines(groups.get("inner") or groups["type"], [groups.get("message") or ""], self._frames)
        found.tells_inside = groups.get("message") == ""
        self._add(found)
        return True

    def _has_source(self) -> bool:
        return bool(self._frames) and (bool(self._frames[-1].body) or not self._in_traceback)

    def _read_warning(self, line: str) -> bool:
        warning = _WARNING.match(line) if "Warning: " in line else None
        native = _NATIVE_WARNING.match(line) if "] Warning: " in line and warning is None else None
        error = _LINE_ERROR.match(line) if not self._frames and ".py" in line and HAS_CLASS.search(line) else None
        if warning:
            self._end_traceback()
            start = find_warning_start(line)
            place = FrameLines(line[start : warning.end("file")].strip(), int(warning["line"]), None)
            message, source = split_native_note(warning["message"])
            place.body += source
            self._add(ExceptionLines(warning["type"], [message], [place]))
        elif native:
            self._end_traceback()
            self._add(ExceptionLines(native["type"], [native["message"]], []))
        elif error:
            self._end_traceback()
            place = FrameLines(error["file"], int(error["line"]), None)
            self._add(ExceptionLines(error["type"], [error["message"]], [place]))
        return bool(warning or native or error)

    def _read_place(self, line: str) -> bool:
        """`test_model.py:11: RuntimeError`, where pytest names the place below the source."""
        source = _PYTEST_SOURCE.match(line) if line.startswith(">") else None
        definition = _DEFINITION.match(line) if "def " in line else None
        place = _PYTEST_PLACE.match(line) if self._pytest_source else None
        if source:
            self._pytest_source = source[1]
        elif definition and not self._in_traceback:
            self._definition = definition[1]
        elif place:
            frame = FrameLines(place["file"], int(place["line"]), self._definition, [self._pytest_source or ""])
            last = self._found[-1] if self._found and not self._frames else None
            (last.frames if last and not last.is_warning else self._frames).append(frame)
            self._pytest_source = self._definition = None
        return bool(source or place)

    def _read_head(self, line: str) -> bool:
        frame = read_head(line)
        if frame is None:
            return False
        if self._open is not None and not self._open.is_warning:
            self._is_nested = True  # an error that is told inside the message of another one, as Ray does
        self._frames.append(frame)
        self._open = None
        return True

    def _read_text(self, line: str) -> None:
        warned, self._warned = self._warned, None
        if self._open is not None:
            self._read_message(self._open, line)
        elif self._frames:
            frame = self._frames[-1]
            (frame.body if is_source(frame, line) else self._loose).append(line)
        elif warned is not None and line.startswith("  "):
            for place in warned.frames[-1:]:
                place.body.append(line)
        else:
            self._read_announcement(line)

    def _read_announcement(self, line: str) -> None:
        """An error told in mid-line, or by its class alone: what a debugger and a logger print above the frames."""
        told = find_announcement(line) if HAS_CLASS.search(line) else None
        if told:
            self._announced, self._lines_since = ExceptionLines(told[0], [told[1]], []), 0
        elif self._announced is not None:
            self._lines_since += 1
            if self._lines_since > ANNOUNCED_LINES:
                self._announced = None
            elif not self._announced.is_found:
                self._announced.message.append(line)

    def _read_message(self, found: ExceptionLines, line: str) -> None:
        """Add a line to a message, or end the message."""
        if found.is_warning and line.startswith(("  ", "\t")):
            for place in found.frames[-1:]:
                place.body.append(line)
            self._open = None
        elif _MESSAGE_END.match(line) or (_CHINESE.search(line) and not _CHINESE.search(found.message[0])):
            self._open = None
        else:
            found.message.append(line)


def in_causal_order(found: Iterable[ExceptionLines]) -> list[ReportedException]:
    """What was read, errors before warnings, before errors that were ignored, groups, and tracebacks without an end."""
    finished = map(finish_exception, sorted(found, key=standing))
    return [told for exception in finished for told in (*errors_inside(exception), exception)]


def errors_inside(exception: ReportedException) -> Iterator[ReportedException]:
    """The error of another class that the message of an error passes on, as clients of servers do."""
    start = exception.message[:PASSED_ON_CHARACTERS]
    inner = _PASSED_ON.search(start) if ": " in start and exception.type and HAS_CLASS.search(start) else None
    if inner and not exception.is_warning and inner["type"].rpartition(".")[2] not in (exception.type or ""):
        yield ReportedException(inner["type"], exception.message[inner.end() :], exception.frames)


def standing(found: ExceptionLines) -> tuple[bool, bool, bool, bool]:
    """How far something is from being the cause."""
    is_group = found.type is not None and found.type.endswith("ExceptionGroup")
    return found.is_warning, found.is_ignored, not found.has_text, is_group


def split_native_note(message: str) -> tuple[str, list[str]]:
    """A warning's message, and the source line that stands after its native note where line breaks were lost."""
    note = _NATIVE_NOTE.search(message)
    return (message[: note.end()], [message[note.end() :]]) if note else (message, [])


def finish_exception(found: ExceptionLines) -> ReportedException:
    """The exception that was read, its message on one line."""
    message = join_message(found.message)
    literal = _WHOLE_LITERAL.match(message) if found.type == "Exception" else None
    kind, message = (literal["type"], unescape_quotes(literal["message"])) if literal else (found.type, message)
    return ReportedException(kind, message, tuple(map(finish_frame, found.frames)))


def unescape_quotes(message: str) -> str:
    """The text of a string literal, whose quote marks are escaped."""
    return _ESCAPED_QUOTE.sub(r"\1", message)


def join_message(lines: list[str]) -> str:
    """The lines of a message as one, without comment marks, quote marks and a shell prompt that sticks to its end."""
    words = " ".join([*lines[:1], *(_CONTINUATION_LEADER.sub("", line, count=1) for line in lines[1:])]).split()
    return _PROMPT.sub("", " ".join(words))


def read_loose_lines(lines: list[str]) -> list[ReportedException]:
    """Read a text without a traceback: error classes in mid-line, else the whole text as a message without a class."""
    found = Reading().read(part for line in lines for part in split_at_error(line))
    if found:
        return in_causal_order(found)
    literals = [literal for line in lines if (literal := find_literal(line))]
    if literals:
        return [ReportedException(kind, join_message([message])) for kind, message in literals]
    message = join_message(lines)
    return [ReportedException(None, message)] if message else []


def find_announcement(line: str) -> tuple[str, str] | None:
    """The class and the message of an error that is told in mid-line; the message may come below."""
    if told := _INLINE_ERROR.search(line):
        return told["type"], told["message"]
    announced = _ANNOUNCEMENT.match(line)
    return find_literal(line) or ((announced["type"], "") if announced else None)


def find_literal(line: str) -> tuple[str, str] | None:
    """The class and the message of an error as Python writes the object."""
    start = _LITERAL_START.search(line) if "(" in line else None
    end = _LITERAL_ENDS[start["quote"]].search(line, start.end()) if start else None
    return (start["type"], unescape_quotes(line[start.end() : end.start()])) if start and end else None


def split_at_error(line: str) -> list[str]:
    """A line, broken where an error class with a message starts in it."""
    error = _INLINE_ERROR.search(line)
    return [line[: error.start()], error[0]] if error else [line]
