"""Where in a program something happened, by the positions that the compiler kept."""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Container
from dataclasses import dataclass

RawStack = tuple[tuple[types.CodeType, int], ...]


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as names of operations are listed."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Place:
    """An expression of the program: lines from 1, columns in bytes of UTF-8 from 0, as `ast` counts them."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    function: str


Stack = tuple[Place, ...]


def raw_stack(frame: types.FrameType | None, own_files: Container[str]) -> RawStack:
    """The program's own frames, outermost first; cheap, to be resolved by `resolve` when it is needed."""
    found: list[tuple[types.CodeType, int]] = []
    while frame is not None:
        if frame.f_code.co_filename in own_files:
            found.append((frame.f_code, frame.f_lasti))
        frame = frame.f_back
    return tuple(reversed(found))


def raw_stack_of_error(error: BaseException, own_files: Container[str]) -> RawStack:
    """The program's own frames that an exception passed through, outermost first."""
    found: list[tuple[types.CodeType, int]] = []
    link = error.__traceback__
    while link is not None:
        if link.tb_frame.f_code.co_filename in own_files:
            found.append((link.tb_frame.f_code, link.tb_lasti))
        link = link.tb_next
    return tuple(found)


def frames_of_error(error: BaseException) -> list[types.FrameType]:
    """Every frame that an exception passed through, innermost first."""
    frames: list[types.FrameType] = []
    link = error.__traceback__
    while link is not None:
        frames.append(link.tb_frame)
        link = link.tb_next
    return frames[::-1]


def resolve(raw: RawStack) -> Stack:
    """Positions of raw frames."""
    return tuple(place_of(code, offset) for code, offset in raw)


@functools.lru_cache(maxsize=20_000)
def place_of(code: types.CodeType, offset: int) -> Place:
    """The expression that the instruction at `offset` belongs to; on Python 3.10, which keeps no columns, its line."""
    if sys.version_info < (3, 11):
        line = next((line for start, end, line in code.co_lines() if start <= offset < end), None)
        return Place(code.co_filename, line or code.co_firstlineno, 0, line or code.co_firstlineno, 0, code.co_name)
    positions = list(code.co_positions())
    line, end_line, column, end_column = positions[offset // 2] if 0 <= offset // 2 < len(positions) else (None,) * 4
    first = line or code.co_firstlineno
    return Place(code.co_filename, first, column or 0, end_line or first, end_column or 0, code.co_name)
