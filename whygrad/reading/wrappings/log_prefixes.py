"""What loggers, ranks, containers, quotes and comments set before each line, whatever it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from whygrad.reading.error_lines import HAS_CLASS, find_classes
from whygrad.reading.grammar import TRACEBACK_HEAD
from whygrad.reading.rules import Example, Wrapping

SHAPES = 8  # kinds of prefix looked for in one paste
LIMIT_CHARACTERS = 200  # of a prefix
TITLE_CHARACTERS = 700  # of a class and blanks, before a traceback's head

WARNED_AT = re.compile(r":\d{1,7}: \w{0,60}Warning: ")
_HEAD_KINDS = ("Original ", "Exception Group ")
_PATH_END = re.compile(r"(?:(?<![A-Za-z])[A-Za-z]:[\\/])?[^\s:\"'|?*<>\[\]]{1,300}$|<[^<>\s]{1,80}>$")
_GREP_START = re.compile(r"(?:[^\s:]{1,100}[:-])?\d{1,7}[:-]")  # a colon in a match, a hyphen in its context
_GREP_SIGN = re.compile(r"\\?[:-]")
_STUCK_TO_PATH = re.compile(r"(?:[^\s/]{0,100}?[-:]\d{1,7}[-:]|\d{1,7}[-:]|[`+│|-]{1,3})(?=~?/|[A-Za-z]:[\\/]|<)")


def unwrap(text: str) -> str:
    """Take off what stands before a traceback on each of its lines.

    No list of known prefixes: where a traceback, a warning or an error starts in mid-line, the text before it is a
    prefix if another line starts with the same text, digits aside. Lines of several ranks are sorted by rank.
    """
    lines = text.split("\n")
    shapes = prefix_shapes(lines)
    for shape in shapes:
        lines = separate_ranks(lines, shape)
    return "\n".join(strip_prefix(line, shapes) for line in lines) if shapes else text


def may_wrap(text: str) -> bool:
    """Whether a traceback, a warning or an error can start in mid-line."""
    return ": " in text or TRACEBACK_HEAD in text


def prefix_shapes(lines: Sequence[str]) -> list[re.Pattern[str]]:
    """Patterns of the prefixes that at least two lines share, the longest first."""
    starts = (
        line for line in lines if (": " in line or TRACEBACK_HEAD in line) and not line.startswith(TRACEBACK_HEAD)
    )
    prefixes = {prefix for line in starts if (prefix := prefix_of_start(line)) is not None}
    candidates = sorted({shape_of(prefix) for prefix in sorted(prefixes)[:64]}, key=len, reverse=True)[:SHAPES]
    patterns = (re.compile(candidate) for candidate in candidates)
    return [pattern for pattern in patterns if sum(pattern.match(line) is not None for line in lines) > 1]


def prefix_of_start(line: str) -> str | None:
    """What stands before a traceback, a warning or an error that starts in this line."""
    starts = (find(line) for find in (find_head_start, find_warning_start, find_error_start))
    end = next((start for start in starts if start is not None), 0)
    prefix = line[: min(end, LIMIT_CHARACTERS + 1)]
    last_word = prefix.split()[-1:]
    if not last_word or len(prefix) > LIMIT_CHARACTERS or last_word[0] in ("raise", "except", "from"):
        return None
    return prefix


def find_head_start(line: str) -> int | None:
    """Where a traceback's head, with the class or the words before it, starts in a line."""
    start = line.find(TRACEBACK_HEAD)
    if start < 0:
        return None
    before = line[max(0, start - TITLE_CHARACTERS) : start]
    kind = next((kind for kind in _HEAD_KINDS if before.endswith(kind)), None)
    if kind:
        return start - len(kind)
    title = next((begin for begin, end in find_classes(before) if before[end:].isspace()), len(before))
    return start - len(before) + title


def find_warning_start(line: str) -> int | None:
    """Where `path:line: UserWarning: ` starts in a line."""
    warned = WARNED_AT.search(line) if "Warning: " in line else None
    start = max(0, warned.start() - 310) if warned else 0
    path = _PATH_END.search(line[start : warned.start()]) if warned else None
    if path is None:
        return None
    stuck = _STUCK_TO_PATH.match(path[0])
    return start + path.start() + (stuck.end() if stuck else 0)


def find_error_start(line: str) -> int | None:
    """Where `RuntimeError: ` starts in a line, if no quote mark or bracket stands before it."""
    start = line[: LIMIT_CHARACTERS + 100]
    if ": " not in start or not HAS_CLASS.search(start):
        return None
    classes = ((begin, start[begin - 1 : begin]) for begin, end in find_classes(start) if start.startswith(": ", end))
    return next((begin for begin, before in classes if before not in ("'", '"', "(")), None)


def shape_of(prefix: str) -> str:
    """A regex of prefixes that differ from this one in digits only; each run of digits is a group."""
    body = prefix.strip(" ")
    before = len(prefix) - len(prefix.lstrip(" "))
    blanks = rf" {{0,{before}}}" if body[:1].isdigit() else " " * before  # numbers are set to the right
    grep = _GREP_START.match(body)
    parts = [body[: grep.end()] if grep else "", body[grep.end() :] if grep else body]
    shapes = [r"(\d{1,20})".join(map(re.escape, re.split(r"\d+", part))) for part in parts]
    after = rf" {{0,{len(prefix) - len(prefix.rstrip(' '))}}}"
    return blanks + _GREP_SIGN.sub("[:-]", shapes[0]) + shapes[1] + after


def strip_prefix(line: str, shapes: Iterable[re.Pattern[str]]) -> str:
    """One line without its prefix."""
    found = next((match for shape in shapes if (match := shape.match(line))), None)
    return line[found.end() :] if found else line


def separate_ranks(lines: list[str], shape: re.Pattern[str]) -> list[str]:
    """Bring the lines of each process together where several wrote into one log."""
    key_of = rank_key(lines, shape)
    if key_of is None:
        return lines
    groups: dict[tuple[str, ...], list[str]] = {}
    key: tuple[str, ...] = ()
    for line in lines:
        match = shape.match(line)
        key = key_of(match) if match else key
        groups.setdefault(key, []).append(line)
    return [line for group in groups.values() for line in group]


def rank_key(lines: list[str], shape: re.Pattern[str]) -> Callable[[re.Match[str]], tuple[str, ...]] | None:
    """How to tell processes apart: by the numbers in the prefix that always are those of some traceback's head.

    A rank or a process id is such a number; a time is not. `None` where one process wrote all.
    """
    matches = [(match, TRACEBACK_HEAD in line) for line in lines if (match := shape.match(line))]
    columns = [
        column
        for column in range(1, shape.groups + 1)
        if {match[column] for match, _ in matches} == {match[column] for match, is_head in matches if is_head}
    ]
    counts = Counter(tuple(match[column] for column in columns) for match, _ in matches)
    if len(counts) < 2 or min(counts.values()) < 2:
        return None
    return lambda match: tuple(match[column] for column in columns)


LOG_PREFIXES = Wrapping(
    "log prefixes",
    may_wrap,
    unwrap,
    (
        Example(
            '[rank3]: Traceback (most recent call last):\n[rank3]:   File "a.py", line 3, in f\n'
            "[rank3]:     g()\n[rank3]: ValueError: no",
            "ValueError: no @ a.py:3 g()",
        ),
        Example(
            '12:01:07 fit | Traceback (most recent call last):\n12:01:07 fit |   File "a.py", line 3, in f\n'
            "12:01:08 fit |     g()\n12:01:09 fit | ValueError: no",
            "ValueError: no @ a.py:3 g()",
        ),
    ),
)
