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
COLON = r"\ ?(?::(?!:)|：)(?:\*{1,3}(?=\s))?"
LEADER = r"[\s>|#*+`\"']{0,80}(?:E\ {2,40})?[*`]{0,3}(?:__)?"

NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_."
NAME_LIMIT = 600  # characters of a class with its modules
BUILTIN_NAMES = frozenset(name for name in dir(builtins) if name.endswith(("Error", "Exception", "Warning")))

HAS_CLASS = re.compile(SUFFIXES)  # what a line must hold to name a class; tells most lines apart at once
_CLASS = re.compile(CLASS)
_CLASS_END = re.compile(rf"(?:{SUFFIXES}){_END}")
_AFTER_CLASS = re.compile(rf"{MARKS}{COLON}\s*(?P<message>\S.*)$", re.VERBOSE)
_QUOTED_START = re.compile(r"(?:^|[\s:：,，;；\u4e00-\u9fff])['\"(（]$")
_BRACKETS = {"(": ")", "（": "）"}

# Marks that close what was opened before a message: what follows is prose again
_BEFORE = r"[\s(\[{,:=，。：\u4e00-\u9fff]"
_BEHIND = r"[\s,.;:!?)），。；？！\u4e00-\u9fff]|$"
_BEHIND_QUOTE = r"[\s,;!?)），。；？！\u4e00-\u9fff]|\.\s|\.?$"
_CLOSED = {
    mark: re.compile(rf"(?P<open>(?:^|(?<={_BEFORE}))(?:{run})(?=\S))|(?P<close>(?<=\S)(?:{run})(?={behind}))")
    for mark, run, behind in (
        ("`", "`{1,3}", _BEHIND),
        ("**", r"\*\*", _BEHIND),
        ("*", r"\*", _BEHIND),
        ("_", "_", _BEHIND),
        ("'", "'", _BEHIND_QUOTE),
        ('"', '"', _BEHIND_QUOTE),
    )
}
_CHINESE_PROSE = re.compile(r"(?:[，。；？！、,.;?!]|\s)\s?(?=[\u4e00-\u9fff])|[，。；？！]$")
# A message in Chinese, which may begin with a name: `grad 只能……`; a question or a wish behind a name is none
_CHINESE_MESSAGE = re.compile(r"(?:[A-Za-z][\w.]{0,60}(?:\(\))? ?(?![请求怎如为我这]))?[\u4e00-\u9fff]", re.ASCII)
# What a person says behind a message on its line. Torch calls itself `we` too, where it gives a reason or adds
# something: `because we have not yet implemented …`, `but we got …`
_CLAUSE = re.compile(
    r"""
    [,;]?\s(?:when|if|after|as\ soon\ as)\s(?:[Ii]|we|my)\s.*$
    | [,;]?\s(?:while|but|and|because)\s(?:[Ii]|my)\s.*$
    | [.,;]?\s(?:Is|Does|Do|Can|Could|How|What|Why|Should|Any)\s[^?\n]{1,300}\?.*$
    | [.,;!]?\s(?:Thanks|Thank\ you|Please\ help)\b.*$
    """,
    re.VERBOSE,
)
_CLAUSE_SIGNS = (" I ", " i ", " my ", " we ", "?", " Thank", " Please help")


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
        before = line[max(0, begin - 2) : begin]
        is_open = before[-1:] in ("'", '"', "(", "（")
        if after is None or (is_open and not _QUOTED_START.search(before)):
            continue
        told = after["message"]
        message = trim_message(told, opening_mark(before, line[begin:end]))
        last = after.start("message") + told.find(message) + len(message)
        return ErrorText(name_class(line[begin:end]), message, begin, last)
    return None


def opening_mark(before: str, name: str) -> str:
    """The quote mark, bracket or mark of Markdown that stands before a class, or is stuck to it."""
    last = before[-1:]
    if before.endswith("**"):
        return "**"
    if last in ("'", '"', "(", "（", "`", "*"):
        return last
    return "_" if name_class(name) != name else ""


def trim_message(message: str, opening: str = "") -> str:
    """A message without what closes the mark before it, and without the prose that follows it on its line."""
    if message[:1] == "*" and message[1:2] not in ("", "*", " "):
        message, opening = message[1:], "*"
    if opening in _BRACKETS:
        message = cut_at_bracket(message, opening, _BRACKETS[opening])
    for mark in dict.fromkeys(("`", "**", opening)):
        if mark in _CLOSED and mark in message:
            message = cut_at_closing(message, mark)
    if not message.isascii() and not _CHINESE_MESSAGE.match(message):
        message = cut_at_chinese(message)
    return _CLAUSE.sub("", message, count=1) if any(sign in message for sign in _CLAUSE_SIGNS) else message


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


def cut_at_bracket(message: str, opening: str, closing: str) -> str:
    """A message up to the bracket that closes one before it."""
    depth = 0
    for place, character in enumerate(message):
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return message[:place].rstrip()
    return message


def cut_at_chinese(message: str) -> str:
    """An English message up to the Chinese prose behind it; Chinese names of files are no prose."""
    for prose in _CHINESE_PROSE.finditer(message):
        before = message[: prose.start()]
        if before.count("'") % 2 == 0 and before.count('"') % 2 == 0:
            return before
    return message
