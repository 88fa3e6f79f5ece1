"""Literals of strings, bytes and lists, as `print` and loggers show them; other signs for a line break."""

from __future__ import annotations

import re
from functools import cache

from whygrad.reading import grammar
from whygrad.reading.grammar import TRACEBACK_HEAD
from whygrad.reading.parsing import NotPython, parse_literal
from whygrad.reading.rules import Example, Wrapping, has_any

HEAD_END = "call last)"
LITERAL_STARTS = ("['", '["', "b'", 'b"')
ESCAPES = {"r\\n": "\n", "n": "\n", "r": "\n", "t": "    "}

_LITERAL_START = re.compile(r"\s{0,20}(?:\[|b)['\"]")
_ESCAPE = re.compile(r"\\(r\\n|[nrt\"'\\/])")


def unwrap(text: str) -> str:
    """Give a text its lines back that a literal, or a sign for each line break, has taken."""
    lines = [read_literal(line) if TRACEBACK_HEAD in line else line for line in text.split("\n")]
    lines = [unescape_line(line) if is_escaped(line) else line for line in "\n".join(lines).split("\n")]
    return break_at_signs("\n".join(lines))


def may_wrap(text: str) -> bool:
    """Whether a sign for a line break can stand in the text."""
    return has_any(text, ("\\n", "#012")) or (TRACEBACK_HEAD in text and has_odd_head(text))


def has_odd_head(text: str) -> bool:
    """Whether a traceback's head is followed by anything but the end of its line, or a literal starts before it."""
    is_odd = text.count(HEAD_END) > text.count(f"{HEAD_END}:\n")
    is_below = is_odd and sign_below_head(grammar.GRAMMAR.opening).search(text) is not None
    return is_below or has_any(text[: text.rfind(TRACEBACK_HEAD)], LITERAL_STARTS)


def read_literal(line: str) -> str:
    """The text of a literal that is a list of lines, or bytes; the line where it is neither."""
    if not _LITERAL_START.match(line):
        return line
    try:
        value = parse_literal(line.strip())
    except NotPython:
        return line
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    is_lines = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "\n".join(item.rstrip("\n") for item in value) if is_lines else line


@cache
def escaped_break(opening: str) -> re.Pattern[str]:
    """An escaped line break that can be nothing else: below a traceback's head, or before a frame's."""
    return re.compile(rf"call last\):?(?:\\r)?\\n|(?:\\r)?\\n {{0,40}}(?:{opening}|[~/]|File ?[\\\"])")


def is_escaped(line: str) -> bool:
    """Whether the line breaks of a traceback stand in a line as escapes."""
    return "\\n" in line and escaped_break(grammar.GRAMMAR.opening).search(line) is not None


def unescape_line(line: str) -> str:
    """Decode the escapes of a string literal, once, and take its quotes off."""
    literal = line.strip()
    if len(literal) > 1 and literal[0] in "'\"" and literal[0] == literal[-1]:
        line = literal[1:-1]
    return _ESCAPE.sub(lambda escape: ESCAPES.get(escape[1], escape[1]), line)


@cache
def sign_below_head(opening: str) -> re.Pattern[str]:
    """What stands for a line break between a traceback's head and its first frame."""
    return re.compile(rf"call last\):?((?!\\{{1,8}}[rn]|:)\S{{1,8}}?) {{0,8}}{opening}")


def break_at_signs(text: str) -> str:
    """Break lines where a logger wrote a sign for each break: the one below a traceback's head gives it away."""
    text = text.replace("#012", "\n")
    if TRACEBACK_HEAD not in text:
        return text
    return "\n".join(break_at_sign(line) if TRACEBACK_HEAD in line else line for line in text.split("\n"))


def break_at_sign(line: str) -> str:
    """One line, broken at the sign that stands below its head."""
    sign = sign_below_head(grammar.GRAMMAR.opening).search(line)
    if sign is None:
        return line
    line = line.replace(sign[1], "\n")
    if len(sign[1]) == 2 and sign[1][1] == "n":  # what makes a letter a break makes other characters plain
        line = re.sub(rf"{re.escape(sign[1][0])}(['\"\[\]|])", r"\1", line)
    return line


LITERALS = Wrapping(
    "literals",
    may_wrap,
    unwrap,
    (
        Example(
            "['Traceback (most recent call last):', '  File \"a.py\", line 3, in f', '    g()', 'ValueError: no']",
            "ValueError: no @ a.py:3 g()",
        ),
        Example(
            'Traceback (most recent call last):\\n  File \\"a.py\\", line 3, in f\\n    g()\\nValueError: no',
            "ValueError: no @ a.py:3 g()",
        ),
        Example(
            'Traceback (most recent call last):␤  File "a.py", line 3, in f␤    g()␤ValueError: no',
            "ValueError: no @ a.py:3 g()",
        ),
    ),
)
