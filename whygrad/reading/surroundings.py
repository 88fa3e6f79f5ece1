"""Tells what stands around a traceback apart: the user's code, and prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whygrad.reading.code_lines import is_code, strip_prompt
from whygrad.reading.error_lines import find_error

FENCES = ("```", "~~~")
SEPARATORS = ",.;:!?，。；：！？、 "  # left of a sentence where a message was taken out before them
LINES = 2_000  # more of a paste are not looked at


def read_surroundings(lines: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The user's lines of code outside frames, and the prose, in the order of the paste."""
    code: list[str] = []
    prose: list[str] = []
    for line, is_fenced in with_fences(lines):
        typed = strip_prompt(line)
        if typed is not None:
            code.append(typed)
        elif is_code(line) or (is_fenced and not is_sentence(line)):
            code.append(line.rstrip())
        else:
            prose.append(line.strip(" `*").lstrip(SEPARATORS))
    return tuple(code), "\n".join(filter(None, prose))


def with_fences(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The lines that say something, and whether each stands in a code block of Markdown."""
    is_fenced = False
    for line in list(lines)[:LINES]:
        if line.lstrip().startswith(FENCES):
            is_fenced = not is_fenced
        elif line.strip():
            yield line, is_fenced


def is_sentence(line: str) -> bool:
    """Whether a line in a code block reads as output or as a sentence: words, and no sign that code has."""
    return not any(sign in line for sign in "=([{@:#") or find_error(line) is not None
