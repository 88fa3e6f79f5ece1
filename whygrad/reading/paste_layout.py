"""Undoes what mail, pagers, split screens and log viewers do to the lines of a paste: codes, columns, order."""

from __future__ import annotations

import ast
import re
from collections import Counter
from itertools import pairwise

TRACEBACK_HEAD = "Traceback (most recent call last)"
PANE_SHARE = 0.6  # of the lines have the border of a pane at one place
PANE_LINES = 3
END_MARKS = ("$", "^M", "+", "\\")
LITERAL_STARTS = ("['", '["', "b'", 'b"')
MARKED_SHARE = 0.9  # of the lines
WRAP_WIDTHS = range(40, 251)  # of terminals

_MAIL_CODE = re.compile(r"=\n|(?:=[0-9A-F]{2})+")
_SOFT_BREAK = re.compile(r"^.{66,75}(?<!=)=$", re.MULTILINE)
_OVERSTRIKE = re.compile(r"(.)\x08(?=\1)|_\x08")
_MARKDOWN_ESCAPE = re.compile(r"\\([_*\[\]<>#`])")
_DRIVE = re.compile(r"\b[A-Za-z]:\\")
_BREAK_TOKEN = re.compile(r"call last\):?((?!\\{1,8}[rn]|:)\S{1,8}?) {0,8}(?:File |Cell |Input |<ipython)")
_PROGRESS_BAR = re.compile(r"[^|]{0,80}\d{1,3}%\|[^|]{0,200}\|[^\[|]{0,60}\[[^\]]{0,120}\] ?(?=\S)")
_LITERAL_START = re.compile(r"\s{0,20}(?:\[|b)['\"]")
_CELL = re.compile(r'(?:(?<=,)|^)"((?:[^"]|"")*)"(?=,|$)', re.MULTILINE)
_WHOLE_HEAD = re.compile(r'File "[^"]{1,500}", line \d{1,9}, in \S')
_DIGIT = re.compile(r"\d")
_FRAME_START = re.compile(r"\s{0,20}(?:File |Cell In)")
_TOLD = re.compile(r"Traceback \(most|(?:Error|Warning): ")


def decode_quoted_printable(text: str) -> str:
    """Decode the body of a mail: soft line breaks, and characters written as `=3D`."""
    if not (("=3D" in text and text.count("=3D") + text.count("=20\n") > 1) or has_soft_break(text)):
        return text
    return _MAIL_CODE.sub(lambda code: decode_mail_code(code[0]), text)


def has_soft_break(text: str) -> bool:
    """Whether a line is as long as mail lets a line be, and ends in the sign of a break that is none."""
    return "=\n" in text and _SOFT_BREAK.search(text) is not None


def decode_mail_code(code: str) -> str:
    """What one soft break, or one run of codes, stands for."""
    return "" if code == "=\n" else bytes.fromhex(code.replace("=", "")).decode("utf-8", "replace")


def strip_overstrikes(text: str) -> str:
    """Take out what a printer would strike twice: bold and underlined text of `man` and `script`."""
    return _OVERSTRIKE.sub("", text) if "\x08" in text else text


def unescape_markdown(text: str) -> str:
    """Take the backslashes out that an editor of Markdown sets; a Windows path keeps its own."""
    if "\\_" not in text or _DRIVE.search(text):
        return text
    return _MARKDOWN_ESCAPE.sub(r"\1", text)


def break_at_tokens(text: str) -> str:
    """Break lines where a logger wrote a sign for each break: the one below a traceback's head gives it away."""
    if "#012" in text:
        text = text.replace("#012", "\n")
    if TRACEBACK_HEAD not in text or not _BREAK_TOKEN.search(text):
        return text
    return "\n".join(break_at_token(line) for line in text.split("\n"))


def break_at_token(line: str) -> str:
    """One line, broken at the sign that stands below its head."""
    token = _BREAK_TOKEN.search(line) if TRACEBACK_HEAD in line else None
    if token is None:
        return line
    line = line.replace(token[1], "\n")
    if len(token[1]) == 2 and token[1][1] == "n":  # what makes a letter a break makes other characters plain
        line = re.sub(rf"{re.escape(token[1][0])}(['\"\[\]|])", r"\1", line)
    return line


def strip_end_marks(text: str) -> str:
    """Take the signs off that some tools set at the end of every line."""
    for mark in END_MARKS:
        if f"{mark}\n" in text:
            lines = text.split("\n")
            count = sum(line.endswith(mark) for line in lines)
            if count > 2 and count >= MARKED_SHARE * sum(map(bool, lines)):
                text = "\n".join(line.removesuffix(mark) for line in lines)
    return text


def unwrap_cells(text: str) -> str:
    """Take a traceback out of the cell of a CSV file, where quote marks are doubled."""
    if 'File ""' not in text:
        return text
    return _CELL.sub(lambda cell: f"\n{cell[1]}\n", text).replace('""', '"')


def unwrap_literals(text: str) -> str:
    """Take a traceback out of a list of its lines, or out of bytes, as Python prints them."""
    if not any(start in text for start in LITERAL_STARTS) or TRACEBACK_HEAD not in text:
        return text
    return "\n".join(
        read_literal(line) if TRACEBACK_HEAD in line and _LITERAL_START.match(line) else line
        for line in text.split("\n")
    )


def read_literal(line: str) -> str:
    """The text of a literal that is a list of lines, or bytes; the line where it is neither."""
    try:
        value = ast.literal_eval(line.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return line
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    is_lines = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "\n".join(item.rstrip("\n") for item in value) if is_lines else line


def strip_progress_bar(line: str) -> str:
    """A line without the progress bar that it is glued to."""
    bar = _PROGRESS_BAR.match(line) if "%|" in line else None
    return line[bar.end() :] if bar else line


def strip_panes(lines: list[str]) -> list[str]:
    """Keep the pane of a split screen that tells of an error: almost every line has a border at the same place."""
    columns = Counter(place for line in lines for place in {line.find("│"), line.rfind("│")})
    del columns[-1]
    column, count = columns.most_common(1)[0] if columns else (0, 0)
    if count < max(PANE_LINES, PANE_SHARE * sum(map(bool, lines))):
        return lines
    is_split = [line[column : column + 1] == "│" for line in lines]
    left, right = ("\n".join(part_at(line, column, side) for line in lines) for side in (0, 1))
    sides = [
        any(part_at(line, column, side).strip(" │") for line, split in zip(lines, is_split, strict=True) if split)
        for side in (0, 1)
    ]
    if not all(sides) or bool(_TOLD.search(left)) == bool(_TOLD.search(right)):
        return lines  # a box, or both panes tell of something
    return (left if _TOLD.search(left) else right).split("\n")


def part_at(line: str, column: int, side: int) -> str:
    """What stands left (0) or right (1) of a border; the line where it has none."""
    if line[column : column + 1] != "│":
        return line
    return line[column + 1 :] if side else line[:column].rstrip()


def join_wrapped_lines(lines: list[str]) -> list[str]:
    """Undo the hard wrap of a terminal, where a frame's head that ends at the longest line's width proves it."""
    width = max(map(len, lines), default=0)
    if width not in WRAP_WIDTHS or not any(
        len(line) == width and is_cut_head(line, following) for line, following in pairwise(lines)
    ):
        return lines
    joined: list[str] = []
    is_open = False
    for line in lines:
        if is_open:
            joined[-1] += line
        else:
            joined.append(line)
        is_open = len(line) == width
    return joined


def is_cut_head(line: str, following: str) -> bool:
    """Whether a line is the head of a frame only together with the next one."""
    if 'File "' not in line or _WHOLE_HEAD.search(line):
        return False
    is_prefixed = _DIGIT.sub("0", line[:3]) == _DIGIT.sub("0", following[:3])
    return not is_prefixed and _WHOLE_HEAD.search(line + following) is not None


def order_lines(lines: list[str]) -> list[str]:
    """Turn a log around that shows its newest line first: there the heads of tracebacks stand below their frames."""
    heads = [number for number, line in enumerate(lines) if TRACEBACK_HEAD in line]
    is_newest_first = all(
        number > 0 and is_frame(lines[number - 1]) and not any(map(is_frame, lines[number + 1 : number + 2]))
        for number in heads
    )
    return lines[::-1] if heads and is_newest_first else lines


def is_frame(line: str) -> bool:
    """Whether a line starts as the head of a frame does."""
    return _FRAME_START.match(line) is not None
