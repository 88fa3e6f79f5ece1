"""What terminals, pagers and tables do to lines: hard wraps, signs at line ends, progress bars, cells, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from whygrad.reading import grammar
from whygrad.reading.grammar import TRACEBACK_HEAD
from whygrad.reading.rules import Example, Wrapping

END_MARKS = ("$", "^M", "+", "\\")
MARKED_SHARE = 0.9  # of the lines
WRAP_WIDTHS = range(40, 251)  # of terminals
PROGRESS_CHARACTERS = 600  # of a line, where a progress bar can end

_PROGRESS_BAR = re.compile(r"[^|]{0,80}\d{1,3}%\|[^|]{0,200}\|[^\[|]{0,60}\[[^\]]{0,120}\] ?(?=\S)")
_CELL = re.compile(r'(?:(?<=,)|^)"((?:[^"]|""){0,100000})"(?=,|$)', re.MULTILINE)
_WHOLE_HEAD = re.compile(r'File "[^"]{1,500}", line \d{1,9}, in \S')
_DIGIT = re.compile(r"\d")


def unwrap(text: str) -> str:
    """Undo what was done to the lines."""
    text = strip_end_marks(unwrap_cells(text))
    lines = [line.rstrip() for line in join_wrapped_lines(text.split("\n"))]
    lines = [strip_progress_bar(line) for line in lines] if "%|" in text else lines
    return "\n".join(lines)


def unwrap_cells(text: str) -> str:
    """Take a traceback out of the cell of a CSV file, where quote marks are doubled."""
    if 'File ""' not in text:
        return text
    return _CELL.sub(lambda cell: f"\n{cell[1]}\n", text).replace('""', '"')


def strip_end_marks(text: str) -> str:
    """Take the signs off that some tools set at the end of every line."""
    for mark in END_MARKS:
        if mark in text and f"{mark}\n" in text:
            lines = text.split("\n")
            count = sum(line.endswith(mark) for line in lines)
            if count > 2 and count >= MARKED_SHARE * sum(map(bool, lines)):
                text = "\n".join(line.removesuffix(mark) for line in lines)
    return text


def strip_progress_bar(line: str) -> str:
    """A line without the progress bar that it is glued to."""
    bar = _PROGRESS_BAR.match(line[:PROGRESS_CHARACTERS]) if "%|" in line else None
    return line[bar.end() :] if bar else line


def join_wrapped_lines(lines: list[str]) -> list[str]:
    """Undo the hard wrap of a terminal, where a frame's head that ends at the longest line's width proves it."""
    width = max(map(len, lines), default=0)
    if width not in WRAP_WIDTHS or not any(
        len(line) == width and is_cut_head(line, following) for line, following in pairwise(lines)
    ):
        return lines
    joined: list[list[str]] = []
    is_open = False
    for line in lines:
        if is_open:
            joined[-1].append(line)
        else:
            joined.append([line])
        is_open = len(line) == width
    return ["".join(parts) for parts in joined]


def is_cut_head(line: str, following: str) -> bool:
    """Whether a line is the head of a frame only together with the next one."""
    if 'File "' not in line or _WHOLE_HEAD.search(line):
        return False
    is_prefixed = _DIGIT.sub("0", line[:3]) == _DIGIT.sub("0", following[:3])
    return not is_prefixed and _WHOLE_HEAD.search(line + following) is not None


def order_lines(text: str) -> str:
    """Turn a log around that shows its newest line first: there the heads of tracebacks stand below their frames."""
    lines = list(filter(None, text.split("\n")))
    heads = [number for number, line in enumerate(lines) if TRACEBACK_HEAD in line]
    is_newest_first = all(
        number > 0 and is_frame(lines, number - 1) and not is_frame(lines, number + 1) for number in heads
    )
    return "\n".join(reversed(text.split("\n"))) if heads and is_newest_first else text


def is_frame(lines: Sequence[str], number: int) -> bool:
    """Whether there is such a line, and it starts as the head of a frame does."""
    return any(re.match(rf"\s{{0,20}}{grammar.GRAMMAR.opening}", line) for line in lines[number : number + 1])


TERMINALS = Wrapping(
    "terminals",
    lambda text: True,
    unwrap,
    (
        Example(
            'Traceback (most recent call last):\n  File "/home/ann/work/model/train.py", li\nne 3, in f\n    g()\n'
            "ValueError: the shape is altogether, wholl\ny unknown",
            "ValueError: the shape is altogether, wholly unknown @ /home/ann/work/model/train.py:3 g()",
        ),
        Example(
            'Traceback (most recent call last):$\n  File "a.py", line 3, in f$\n    g()$\nValueError: no$',
            "ValueError: no @ a.py:3 g()",
        ),
        Example(
            'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\n'
            "100%|####| 3/3 [00:01<00:00, 2.1it/s]ValueError: no",
            "ValueError: no @ a.py:3 g()",
        ),
    ),
)
ORDER = Wrapping(
    "newest line first",
    lambda text: TRACEBACK_HEAD in text,
    order_lines,
    (
        Example(
            'ValueError: no\n    g()\n  File "a.py", line 3, in f\nTraceback (most recent call last):',
            "ValueError: no @ a.py:3 g()",
        ),
    ),
)
