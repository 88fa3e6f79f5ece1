"""How errors are written: names of classes, what follows them, and where a message ends on its own line."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Parts, verbose
SUFFIXES = "Error|Exception|Warning|Interrupt|Exit|Iteration|Failure|Failed|Mismatch|Fault|Timeout|Expired|Group"
WORD = "[A-Za-z0-9_]"
_END = r"(?!_?[A-Za-z0-9])"  # a Chinese character may follow
CLASS = rf"(?:[A-Za-z_]{WORD}{{0,60}}\.){{0,8}}(?:_?[A-Z]{WORD}{{0,80}}?(?:{SUFFIXES})|Error|Exception|Warning){_END}"
MARKS = r"[*`_]{0,3}"  # of Markdown
COLON = r"\ ?(?::(?!:)|：)"
LEADER = r"[\s>|#*+`\"']{0,80}(?:E\ {2,40})?[*`]{0,3}(?:__)?"

NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_."
NAME_LIMIT = 600  # characters of a class with its modules
BUILTIN_NAMES = frozenset(name for name in dir(builtins) if name.endswith(("Error", "Exception", "Warning")))

HAS_CLASS = re.compile(SUFFIXES)  # what a line must hold to name a class; tells most lines apart at once
_CLASS = re.compile(CLASS)
_CLASS_END = re.compile(rf"(?:{SUFFIXES}){_END}")
_AFTER_CLASS = re.compile(rf"{MARKS}{COLON}\s*(?P<message>\S.*)$", re.VERBOSE)
_QUOTED_START = re.compile(r"(?:^|[\s:：,，;；\u4e00-\u9fff])['\"`]$")

# Marks that close what stands before a message opened, or that nothing opened: what follows is prose again
_CLOSED = {
    mark: re.compile(rf"(?P<open>(?:^|(?<=[\s(\[{{,:=]))(?:{run})(?=\S))|(?P<close>(?<=\S)(?:{run})(?={after}))")
    for mark, run, after in (
        ("`", "`{1,3}", r"[\s,.;:!?)），。；]|$"),
        ("**", r"\*\*", r"[\s,.;:!?)），。；]|$"),
        ("'", "'", r"[\s,;!?)），。；]|$"),
        ('"', '"', r"[\s,;!?)），。；]|$"),
    )
}
_CHINESE_PROSE = re.compile(r"(?:[，。；？！、]|\s)\s?(?=[\u4e00-\u9fff])|[，。；？！]$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[,;]?\s(?:when|if|after|while|but|and|because|as soon as)\s(?:I|we|my)\s.*$")


@dataclass(frozen=True)
class ErrorText:
    """A class and a message, told somewhere in a line from `start` to `end`."""

    type: str
    message: str
    start: int
    end: int


def name_class(name: str) -> str:
    """A class as Python names it: the underscore of Markdown's italics is none of a built-in class."""
    bare = name.lstrip("_")
    return bare if bare in BUILTIN_NAMES else name


def find_classes(line: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Where names of exception classes stand in a line."""
    for end in _CLASS_END.finditer(line, start):
        name = line[max(start, end.end() - NAME_LIMIT) : end.end()]
        begin = end.end() - (len(name) - len(name.rstrip(NAME_CHARACTERS)))
        if _CLASS.fullmatch(line, begin, end.end()):
            yield begin, end.end()


def find_error(line: str) -> ErrorText | None:
    """The first error that is told in mid-line with its message: no string of code and no attribute."""
    if not HAS_CLASS.search(line):
        return None
    for begin, end in find_classes(line):
        after = _AFTER_CLASS.match(line, end)
        if after is None or line[begin - 1 : begin] == "(":
            continue
        before = line[max(0, begin - 2) : begin]
        is_quoted = before[-1:] in ("'", '"')
        if is_quoted and not _QUOTED_START.search(before):
            continue
        message = trim_message(after["message"], before[-1:] if is_quoted else "")
        return ErrorText(name_class(line[begin:end]), message, begin, after.start("message") + len(message))
    return None


def trim_message(message: str, quote: str = "") -> str:
    """A message without the prose that follows it on its line."""
    for mark in ("`", "**", quote):
        if mark and mark in message:
            message = cut_at_closing(message, mark)
    if not message.isascii() and not _CHINESE.match(message):
        message = cut_at_chinese(message)
    return _CLAUSE.sub("", message, count=1) if " I " in message or " my " in message or " we " in message else message


def cut_at_closing(message: str, mark: str) -> str:
    """A message up to a mark that closes what was opened before it."""
    depth = 0
    for found in _CLOSED[mark].finditer(message):
        if found["open"]:
            depth += 1
        elif depth == 0:
            return message[: found.start()].rstrip()
        else:
            depth -= 1
    return message


def cut_at_chinese(message: str) -> str:
    """An English message up to the Chinese prose behind it; Chinese names of files are no prose."""
    prose = _CHINESE_PROSE.search(message)
    return message[: prose.start()] if prose else message
