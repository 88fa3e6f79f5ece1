"""Errors that are told in mid-line: in prose, by loggers and debuggers, or as Python writes the object."""

from __future__ import annotations

import re

from whygrad.reading.error_lines import CLASS, ErrorText, find_error

CLOSING_MARKS = "'\"`*_)） "
_ANNOUNCEMENT = re.compile(rf"[^:：]{{1,80}}[:：]\s?(?P<type>{CLASS})(?:\s{{1,20}}\(note: .*)?$")
_LITERAL_START = re.compile(rf"(?<!raise )(?<![A-Za-z0-9_.])(?P<type>{CLASS})\((?P<quote>['\"])")
_LITERAL_ENDS = {quote: re.compile(rf"(?<!\\){quote},?\)") for quote in "'\""}
_ESCAPED_QUOTE = re.compile(r"\\{1,8}(['\"])")


def find_announcement(line: str) -> ErrorText | None:
    """An error that is told in mid-line; its message may come below."""
    if error := find_error(line):
        return error
    announced = _ANNOUNCEMENT.match(line)
    return find_literal(line) or (ErrorText(announced["type"], "", 0, len(line)) if announced else None)


def find_literal(line: str) -> ErrorText | None:
    """An error as Python writes the object."""
    start = _LITERAL_START.search(line) if "(" in line else None
    end = _LITERAL_ENDS[start["quote"]].search(line, start.end()) if start else None
    if start is None or end is None:
        return None
    return ErrorText(start["type"], unescape_quotes(line[start.end() : end.start()]), start.start(), end.end())


def unescape_quotes(message: str) -> str:
    """The text of a string literal, whose quote marks are escaped."""
    return _ESCAPED_QUOTE.sub(r"\1", message)


def split_at_error(line: str) -> list[str]:
    """A line, broken where an error class with a message starts in it, and where its message ends."""
    error = find_error(line)
    if error is None:
        return [line]
    rest = line[error.end :]
    return [
        line[: error.start],
        f"{error.type}: {error.message}",
        *(["", rest.strip(CLOSING_MARKS)] if rest.strip() else []),
    ]
