"""Joins what was told apart: a title and its traceback, frames and the error that they belong to."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from whygrad.reading.error_lines import CLASS
from whygrad.reading.message_ends import ends_message
from whygrad.reading.parsing import NotPython, parse_statements
from whygrad.reading.report import ReportedException, failing_frame
from whygrad.reading.surroundings import read_surroundings

SAME_CHARACTERS = 16  # that two tellings of one message share at least, where one of them was cut
NAME_CHARACTERS = 300  # of a class in a raise statement

# What a sentence quotes: `I get "Can't call numpy() on Tensor that requires grad." here`
_QUOTED = re.compile(r'["“]([^"“”]{16,600})["”]')


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
    return " ".join(told for line in prose.split("\n") for told in tellings_in(line))


def tellings_in(line: str) -> list[str]:
    """A line that can be a message; of what a person wrote, that which it quotes."""
    return _QUOTED.findall(line) if ends_message(line) else [line]


def is_orphan(exception: ReportedException) -> bool:
    """Whether only the frames of an error are left."""
    return exception.type is None and not exception.message and bool(exception.frames)


def read_raise(exception: ReportedException) -> ReportedException:
    """An exception without its last line, read from the statement that raised it."""
    source = exception.frames[-1].source if exception.type is None and exception.frames else None
    raised = parse_raise(source) if source else None
    return replace(exception, type=raised[0], message=raised[1]) if raised else exception


def parse_raise(source: str) -> tuple[str, str] | None:
    """The class that a statement raises, and its message where the statement holds the whole of it."""
    try:
        statement = parse_statements(source)[0]
    except (IndexError, NotPython):
        return None
    match statement:
        case ast.Raise(exc=ast.Call(func=raised, args=[ast.Constant(value=str(message)), *_])):
            pass
        case ast.Raise(exc=ast.Call(func=raised)) | ast.Raise(exc=ast.Name() | ast.Attribute() as raised):
            message = ""
        case _:
            return None
    name = ast.unparse(raised)
    return (name, " ".join(message.split())) if re.fullmatch(CLASS, name[:NAME_CHARACTERS]) else None


def place_frames(
    orphan: ReportedException, exceptions: Sequence[ReportedException], outside: Sequence[str]
) -> list[ReportedException]:
    """Give frames to the error they belong to; where no other error is told, to what the prose says."""
    others = [exception for exception in exceptions if exception is not orphan and not exception.is_warning]
    owner = find_owner(others)
    if owner is not None:
        whole = replace(owner, frames=orphan.frames + owner.frames)
        return [whole if exception is owner else exception for exception in exceptions if exception is not orphan]
    if others:
        return list(exceptions)
    told = replace(orphan, message=error_in_prose(outside))
    return [told if exception is orphan else exception for exception in exceptions]


def find_owner(exceptions: Sequence[ReportedException]) -> ReportedException | None:
    """The first error without frames, else the first without a frame of the user's."""
    bare = next((exception for exception in exceptions if not exception.frames), None)
    return bare or next((exception for exception in exceptions if failing_frame(exception) is None), None)
