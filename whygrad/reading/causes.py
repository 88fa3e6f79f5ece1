"""Puts what was read into causal order: the cause first; one failure that is told several times is one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from whygrad.reading.assembling import ExceptionLines, unescape_quotes
from whygrad.reading.error_lines import CLASS, HAS_CLASS
from whygrad.reading.frames import finish_frames
from whygrad.reading.message_ends import ends_message
from whygrad.reading.report import ReportedException, failing_frame
from whygrad.reading.surroundings import read_surroundings

PASSED_ON_CHARACTERS = 300  # of a message, where another error may be told
SAME_CHARACTERS = 16  # that two tellings of one message share at least, where one of them was cut

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
    if "@" not in message and ":\\" not in message:
        return message
    return message[:-PROMPT_CHARACTERS] + _PROMPT.sub("", message[-PROMPT_CHARACTERS:], count=1)


# --- tellings of one failure


def join_tellings(exceptions: Sequence[ReportedException], outside: Sequence[str]) -> list[ReportedException]:
    """Join what was told apart: a title and its traceback, frames and the error that they belong to."""
    exceptions = drop_repeated(list(map(read_raise, exceptions)))
    for orphan in [exception for exception in exceptions if is_orphan(exception)]:
        exceptions = place_frames(orphan, exceptions, outside)
    return exceptions


def drop_repeated(exceptions: Sequence[ReportedException]) -> list[ReportedException]:
    """Without an error that is told once more, with its frames."""
    whole = [exception for exception in exceptions if exception.frames]
    return [
        exception
        for exception in exceptions
        if exception.frames or not any(is_same(exception, other) for other in whole)
    ]


def is_same(title: ReportedException, whole: ReportedException) -> bool:
    """Whether both tell the same error; a title may be cut, and need not name the class."""
    if title.type and whole.type and title.type.rpartition(".")[2] != whole.type.rpartition(".")[2]:
        return False
    first, second = (exception.message.rstrip(" .…:`'\"") for exception in (title, whole))
    length = min(len(first), len(second))
    return first == second or (length >= SAME_CHARACTERS and first[:length] == second[:length])


def error_in_prose(outside: Sequence[str]) -> str:
    """The lines of prose that can be an error's message, told without its class."""
    _, prose = read_surroundings(outside)
    return " ".join(line for line in prose.split("\n") if not ends_message(line))


def is_orphan(exception: ReportedException) -> bool:
    """Whether only the frames of an error are left."""
    return exception.type is None and not exception.message and bool(exception.frames)


def read_raise(exception: ReportedException) -> ReportedException:
    """An exception without its last line, read from the statement that raised it where that holds the whole message."""
    source = exception.frames[-1].source if exception.type is None and exception.frames else None
    try:
        body = ast.parse(source or "").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return exception
    statement = body[0] if body else None
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return exception
    call = statement.exc
    name = ast.unparse(call.func if isinstance(call, ast.Call) else call)
    if re.fullmatch(CLASS, name[:PASSED_ON_CHARACTERS]) is None:
        return exception
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    message = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return replace(exception, type=name, message=" ".join(message.split()))


def place_frames(
    orphan: ReportedException, exceptions: Sequence[ReportedException], outside: Sequence[str]
) -> list[ReportedException]:
    """Give frames to the error they belong to: one without frames, or without any of the user's; else to the prose."""
    others = [exception for exception in exceptions if exception is not orphan and not exception.is_warning]
    bare = next((exception for exception in others if not exception.frames), None)
    owner = bare or next((exception for exception in others if failing_frame(exception) is None), None)
    if owner is None and not others:
        whole = replace(orphan, message=error_in_prose(outside))
        return [whole if exception is orphan else exception for exception in exceptions]
    if owner is None:
        return list(exceptions)
    whole = replace(owner, frames=orphan.frames + owner.frames)
    return [whole if exception is owner else exception for exception in exceptions if exception is not orphan]
