"""Gives a traceback that was pasted on one line its lines back, down to IPython's numbered source lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from whygrad.reading import grammar
from whygrad.reading.error_lines import find_classes
from whygrad.reading.grammar import TRACEBACK_HEAD
from whygrad.reading.rules import has_any

SKIPPED_BLANK_LINES = 3  # IPython leaves blank source lines out, so numbers may jump a little
TITLE_CHARACTERS = 700  # of a class and blanks, before the head of a traceback

HEAD_OR_LINK_SIGNS = (TRACEBACK_HEAD, "above exception")

_HEAD_OR_LINK = re.compile(
    r"""
    (?P<head> (?<!\() (?:Original\ |Exception\ Group\ )? Traceback\ \(most\ recent\ call\ last\):? )
    | (?P<link> The\ above\ exception\ was\ the\ direct\ cause\ of\ the\ following\ exception:
      | During\ handling\ of\ the\ above\ exception,\ another\ exception\ occurred: )
    """,
    re.VERBOSE,
)
# The lines that most tracebacks are made of
_WHOLE_LINE = re.compile(
    r"""
    \s{0,8}File\ "[^"\n]{1,400}",\ line\ \d{1,7}(?:,\ in\ [\w.<>]{1,120})?$
    | (?:[\w.]{1,200}\s{1,80})?Traceback\ \(most\ recent\ call\ last\):?$
    | (?:Cell|Input)\ In\ ?\[\d{1,6}\](?:,\ line\ \d{1,7}|,\ in\ <cell\ line:\ \d{1,7}>\(\))$
    | File\ [^\s:"]{1,300}:\d{1,7},\ in\ [\w.<>]{1,120}\([^()\n]{0,600}\)$
    """,
    re.VERBOSE,
)
_ARROW = re.compile(r"(?<!\S)-{1,6}> ?(\d{1,7})(?!\S)")
_NUMBER = re.compile(r"(?<!\S)(?:(-{1,6}>) ?)?(\d{1,7})(?!\S)")
_MARKS = re.compile(r"\s(?:[~^]{2,400}|\^)(?=\s)")
_AFTER_CLASS = re.compile(r" ?[:：](?: |$)|\s{0,80}$")
_ENDS_IN_OPERATOR = re.compile(r"(?:[=+\-*/%<>&|^~@]|(?<!\w)(?:in|return|and|or|not|if|elif|is|while|else|yield))$")


@dataclass(frozen=True)
class Piece:
    """A head of a frame or a traceback, or the sentence between two tracebacks, somewhere in a line."""

    kind: str  # `numbered`, `plain`, `head` or `link`
    start: int
    end: int
    title: str | None = None  # the class that stands before a traceback's head


def restore_lines(text: str) -> str:
    """Break the lines of `text` where a traceback has lost its line breaks; other lines stay as they are."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += restore_line(line) if may_be_flattened(line) else [line]
    return "\n".join(lines)


def may_be_flattened(line: str) -> bool:
    """Whether a line holds a piece, and more than that."""
    has_piece = has_any(line, HEAD_OR_LINK_SIGNS) or grammar.GRAMMAR.may_hold_head(line)
    return has_piece and not _WHOLE_LINE.match(line)


def restore_line(line: str) -> Iterator[str]:
    """The lines that one line was made of."""
    pieces = find_pieces(line)
    if not pieces or (len(pieces) == 1 and line[pieces[0].start : pieces[0].end] == line.strip()):
        yield line
        return
    yield from filter(None, [line[: pieces[0].start].strip()])
    title: str | None = None
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        title = piece.title if piece.kind == "head" else title
        yield line[piece.start : piece.end]
        body = line[piece.end : following.start if following else len(line)].strip()
        is_last = following is None or following.kind in ("head", "link")
        yield from restore_body(body, piece, title, is_last=is_last)


def restore_body(body: str, piece: Piece, title: str | None, *, is_last: bool) -> Iterator[str]:
    """The lines that stood below a piece: source, and the error line below the last frame."""
    source, error = split_error(body, title) if is_last and piece.kind != "link" else (body, "")
    source = source.rstrip("~^ ")
    yield from restore_source(source) if piece.kind == "numbered" else filter(None, [source and f"    {source}"])
    yield from filter(None, [error])


def find_pieces(line: str) -> list[Piece]:
    """The pieces of a line, in order; none overlaps another."""
    found: list[Piece] = []
    if grammar.GRAMMAR.may_hold_head(line):
        found += (Piece(kind_of(piece), *piece.span()) for piece in grammar.GRAMMAR.in_mid_line.finditer(line))
    if has_any(line, HEAD_OR_LINK_SIGNS):
        found += (with_title(line, piece) for piece in _HEAD_OR_LINK.finditer(line))
    pieces: list[Piece] = []
    for piece in sorted(found, key=lambda piece: piece.start):
        if not pieces or piece.start >= pieces[-1].end:
            pieces.append(piece)
    return pieces


def kind_of(piece: re.Match[str]) -> str:
    """The name of the alternative that matched."""
    return str(piece.lastgroup)


def with_title(line: str, piece: re.Match[str]) -> Piece:
    """The head of a traceback together with the class that IPython prints before it."""
    if piece["link"]:
        return Piece("link", piece.start(), piece.end())
    start = max(0, piece.start() - TITLE_CHARACTERS)
    before = line[start : piece.start()]
    title = next((begin for begin, end in find_classes(before) if before[end:].isspace()), None)
    if title is None:
        return Piece("head", piece.start(), piece.end())
    return Piece("head", start + title, piece.end(), before[title:].rstrip())


def split_error(body: str, title: str | None) -> tuple[str, str]:
    """Split what follows the deepest frame into its source and the error line."""
    arrows = list(_ARROW.finditer(body))
    marks = list(_MARKS.finditer(body))
    start = arrows[-1].end() if arrows else marks[-1].end() if marks else 0
    for begin, end in find_classes(body, start):
        name = body[begin:end]
        if title and name.rpartition(".")[2] != title.rpartition(".")[2]:
            continue
        is_word = begin == 0 or body[begin - 1].isspace()
        if is_word and _AFTER_CLASS.match(body, end) and not body.endswith("except ", 0, begin):
            return body[:begin].strip(), body[begin:].strip()
    return body, ""


def restore_source(body: str) -> Iterator[str]:
    """Numbered source lines as IPython prints them; the body itself where no arrow points at a line."""
    arrow = _ARROW.search(body)
    starts = list(line_starts(body, arrow)) if arrow else []
    if not starts:
        yield from filter(None, [body and f"    {body}"])
        return
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        source = body[start.end() : following.start() if following else len(body)].strip()
        pointer = "---> " if start[1] else ""
        yield f"{pointer}{start[2]} {source.removesuffix('(...)').rstrip()}"


def line_starts(body: str, arrow: re.Match[str]) -> Iterator[re.Match[str]]:
    """The numbers that start a line: they rise from the first one through the arrow's, one at a time or over a gap."""
    failing = int(arrow[1])
    numbers = list(_NUMBER.finditer(body))
    last_start = {int(number[2]): number.start() for number in numbers}
    current: int | None = None
    for position, number in enumerate(numbers):
        value = int(number[2])
        is_arrow = number.start() == arrow.start()
        is_first = current is None and position == 0 and number.start() == 0 and value < failing
        if is_arrow or is_first or (current is not None and starts_line(body, number, value, current, last_start)):
            if not is_arrow and number.start() < arrow.start() and value >= failing:
                continue
            current = value
            yield number


def starts_line(body: str, number: re.Match[str], value: int, current: int, last_start: dict[int, int]) -> bool:
    """Whether a number is that of the line after `current`: the next, or one after a gap if the next never comes."""
    before = body[max(0, number.start() - 64) : number.start()].rstrip()[-8:]
    comes_later = last_start.get(current + 1, -1) > number.start()
    return follows(value, current, before) and (value == current + 1 or not comes_later)


def follows(value: int, current: int, before: str) -> bool:
    """Whether `value` can be the number of the line after `current`, given the text before it."""
    if before.endswith("(...)"):
        return value > current
    return current < value <= current + SKIPPED_BLANK_LINES and not _ENDS_IN_OPERATOR.search(before)
