"""Puts what was read into causal order: the cause first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from whygrad.reading.error_lines import CLASS, HAS_CLASS
from whygrad.reading.frames import finish_frames
from whygrad.reading.mid_line import unescape_quotes
from whygrad.reading.report import ReportedException
from whygrad.reading.unfinished import ExceptionLines

PASSED_ON_CHARACTERS = 300  # of a message, where another error may be told

_LITERAL_START = re.compile(rf"['\"]?(?P<type>{CLASS})\(\\{{0,8}}(?P<quote>['\"])")
_LITERAL_END = re.compile(r"\\{0,8}(?P<quote>['\"]),?\)['\"]?$")
LITERAL_END_CHARACTERS = 12
_PASSED_ON = re.compile(rf"(?:^|: |\] )(?P<type>(?!(?:Error|Exception|Warning):){CLASS}): (?=\S)")
_CONTINUATION_LEADER = re.compile(r"\s{0,400}(?:(?:[#>|│]{1,80}|E(?= {2}))\s{0,400}){0,4}")
_PROMPT = re.compile(
    r"""
    \s (?:\([\w.-]{1,40}\)\ ?)?
    (?: \w[\w.-]{0,40}@[\w.-]{1,60}[:\ ][^\s$\#]{0,120}\ ?[$\#] | (?:PS\ )?[A-Z]:\\[^\s>]{0,200}> ) .{0,200}$
    """,
    re.VERBOSE,
)
PROMPT_CHARACTERS = 700  # at the end of a message, where a prompt can stick


def in_causal_order(found: Iterable[ExceptionLines]) -> list[ReportedException]:
    """What was read, errors before warnings, before errors that were ignored, groups, and tracebacks without an end."""
    finished = map(finish_exception, sorted(found, key=standing))
    return [told for exception in finished for told in (*errors_inside(exception), exception)]


def standing(found: ExceptionLines) -> tuple[bool, bool, bool, bool]:
    """How far something is from being the cause."""
    is_group = found.type is not None and found.type.endswith("ExceptionGroup")
    return found.is_warning, found.is_ignored, not found.has_text, is_group


def errors_inside(exception: ReportedException) -> Iterator[ReportedException]:
    """The error of another class that the message of an error passes on, as clients of servers do."""
    start = exception.message[:PASSED_ON_CHARACTERS]
    inner = _PASSED_ON.search(start) if ": " in start and exception.type and HAS_CLASS.search(start) else None
    if inner and not exception.is_warning and inner["type"].rpartition(".")[2] not in (exception.type or ""):
        yield ReportedException(inner["type"], exception.message[inner.end() :], exception.frames)


def finish_exception(found: ExceptionLines) -> ReportedException:
    """The exception that was read, its message on one line."""
    message = join_message(found.message)
    kind, message = read_literal(message) if found.type == "Exception" else (found.type, message)
    return ReportedException(kind, message, finish_frames(found.frames))


def read_literal(message: str) -> tuple[str, str]:
    """The error whose object, as Python writes it, is the message of an `Exception`."""
    start = _LITERAL_START.match(message)
    end = _LITERAL_END.search(message, max(0, len(message) - LITERAL_END_CHARACTERS))
    if start is None or end is None or start["quote"] != end["quote"] or end.start() <= start.end():
        return "Exception", message
    return start["type"], unescape_quotes(message[start.end() : end.start()])


def join_message(lines: Sequence[str]) -> str:
    """The lines of a message as one, without comment marks, quote marks and a shell prompt that sticks to its end."""
    words = " ".join([*lines[:1], *(_CONTINUATION_LEADER.sub("", line, count=1) for line in lines[1:])]).split()
    message = " ".join(words)
    if message.endswith('"') and message.count('"') % 2:
        message = message[:-1]  # it closes a string that began before the message
    if "@" not in message and ":\\" not in message:
        return message
    return message[:-PROMPT_CHARACTERS] + _PROMPT.sub("", message[-PROMPT_CHARACTERS:], count=1)
