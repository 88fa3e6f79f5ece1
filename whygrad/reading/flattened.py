"""Gives a traceback that was pasted on one line its lines back, down to IPython's numbered source lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whygrad.reading.paste_cleaning import EXCEPTION_CLASS

SKIPPED_BLANK_LINES = 3  # IPython leaves blank source lines out, so numbers may jump a little

_FUNCTION = r"(?:<[^<>\n]{1,60}>|[^\s():,]{1,120})"
_ARGUMENTS = r"(?:\([^()\n]{0,600}(?:\([^()\n]{0,200}\)[^()\n]{0,300}){0,4}\))"
_CELL_HEAD = rf"(?:Cell|Input) In ?\[[\d ]{{1,8}}\](?:, line \d{{1,7}})?(?:,? in {_FUNCTION}{_ARGUMENTS}?)?"
_FILE_HEAD = rf"File (?:[A-Za-z]:)?[^:\"\n]{{1,300}}:\d{{1,7}},? in {_FUNCTION}{_ARGUMENTS}?"
_OLD_FILE = r"(?:<(?:ipython-input|command)-[\w-]{1,60}>|(?:~|/|[A-Za-z]:\\)[^\s:\"]{1,300}\.py)"
_OLD_HEAD = rf"{_OLD_FILE} in {_FUNCTION}{_ARGUMENTS}"
_PLAIN_HEAD = rf"File \"[^\"\n]{{1,400}}\", line \d{{1,7}}(?:, in {_FUNCTION}(?: \(Current frame\))?)?"
_NUMBERED_HEAD = rf"(?:{_CELL_HEAD}|{_FILE_HEAD}|{_OLD_HEAD})"
_TITLE = rf"(?:(?<![\w.])(?P<title>{EXCEPTION_CLASS})\s{{1,80}})?"
_PIECE = re.compile(
    rf"(?P<numbered>(?<!\S){_NUMBERED_HEAD})|(?P<plain>(?<!\S){_PLAIN_HEAD})"
    rf"|(?<!\()(?P<head>{_TITLE}(?:Original |Exception Group )?Traceback \(most recent call last\):?)"
    r"|(?P<link>The above exception was the direct cause of the following exception:"
    r"|During handling of the above exception, another exception occurred:)"
)
_WHOLE_HEAD = re.compile(r"\s*File \"[^\"\n]{1,400}\", line \d{1,7}(?:, in [\w.<>]{1,120})?$")
_HAS_PIECE = re.compile(r"File |Cell |Input |<ipython|\.py in |Traceback \(|of the (?:following|above) exception")
_ARROW = re.compile(r"(?<!\S)-{1,6}> ?(\d{1,7})(?!\S)")
_NUMBER = re.compile(r"(?<!\S)(?:(-{1,6}>) ?)?(\d{1,7})(?!\S)")
_MARKS = re.compile(r"\s(?:[~^]{2,}|\^)(?=\s)")
_ERROR = re.compile(rf"(?<!\S)({EXCEPTION_CLASS})(?: ?[:：](?: |$)|\s*$)")
_ENDS_IN_OPERATOR = re.compile(r"(?:[=+\-*/%<>&|^~@]|(?<!\w)(?:in|return|and|or|not|if|elif|is|while|else|yield))$")


def restore_lines(text: str) -> str:
    """Break the lines of `text` where a traceback has lost its line breaks; other lines stay as they are."""
    lines: list[str] = []
    for line in text.split("\n"):
        if _HAS_PIECE.search(line) and not _WHOLE_HEAD.match(line):
            lines += restore_line(line)
        else:
            lines.append(line)
    return "\n".join(lines)


def restore_line(line: str) -> Iterator[str]:
    """The lines that one line was made of."""
    pieces = list(_PIECE.finditer(line))
    if not pieces or (len(pieces) == 1 and pieces[0][0] == line.strip()):
        yield line
        return
    yield from filter(None, [line[: pieces[0].start()].strip()])
    title: str | None = None
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        body = line[piece.end() : following.start() if following else len(line)].strip()
        title = piece["title"] if piece["head"] else title
        yield piece[0]
        is_last = following is None or bool(following["head"] or following["link"])
        source, error = split_error(body, title) if is_last and not piece["link"] else (body, "")
        source = source.rstrip("~^ ")
        yield from restore_source(source) if piece["numbered"] else filter(None, [f"    {source}" if source else ""])
        yield from filter(None, [error])


def split_error(body: str, title: str | None) -> tuple[str, str]:
    """Split what follows the deepest frame into its source and the error line."""
    arrows = list(_ARROW.finditer(body))
    marks = list(_MARKS.finditer(body))
    start = arrows[-1].end() if arrows else marks[-1].end() if marks else 0
    for error in _ERROR.finditer(body, start):
        if title and error[1].rpartition(".")[2] != title.rpartition(".")[2]:
            continue
        if not body[: error.start()].endswith("except "):
            return body[: error.start()].strip(), body[error.start() :].strip()
    return body, ""


def restore_source(body: str) -> Iterator[str]:
    """Numbered source lines as IPython prints them; the body itself where no arrow points at a line."""
    arrow = _ARROW.search(body)
    starts = list(line_starts(body, arrow)) if arrow else []
    if not starts:
        yield from filter(None, [f"    {body}" if body else ""])
        return
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        source = body[start.end() : following.start() if following else len(body)].strip()
        pointer = "---> " if start[1] else ""
        yield f"{pointer}{start[2]} {source.removesuffix('(...)').rstrip()}"


def line_starts(body: str, arrow: re.Match[str]) -> Iterator[re.Match[str]]:
    """The numbers that start a line: they rise from the first one through the arrow's, one at a time or over a gap."""
    failing = int(arrow[1])
    numbers = list(_NUMBER.finditer(body))
    last_position = {int(number[2]): position for position, number in enumerate(numbers)}
    current: int | None = None
    for position, number in enumerate(numbers):
        value = int(number[2])
        is_arrow = number.start() == arrow.start()
        if is_arrow or (current is None and position == 0 and number.start() == 0 and value < failing):
            current = value
            yield number
        elif current is not None and follows(value, current, body[: number.start()].rstrip()[-8:]):
            before_arrow = number.start() < arrow.start()
            next_comes_later = last_position.get(current + 1, -1) > position
            if value == current + 1 or not next_comes_later:
                if before_arrow and value >= failing:
                    continue
                current = value
                yield number


def follows(value: int, current: int, before: str) -> bool:
    """Whether `value` can be the number of the line after `current`, given the text before it."""
    if before.endswith("(...)"):
        return value > current
    return current < value <= current + SKIPPED_BLANK_LINES and not _ENDS_IN_OPERATOR.search(before)
