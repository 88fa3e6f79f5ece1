"""Undoes what terminals, notebooks, loggers, mail and web pages do to a traceback on its way into a question."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

TEXT_LIMIT_CHARACTERS = 250_000
NESTED_WRAPPINGS = 10  # a wrapping may hide another one; pastes have two or three
PREFIX_SHAPES = 8  # kinds of log prefix looked for in one paste
PREFIX_LIMIT_CHARACTERS = 200
BOX_SIDES = "│┃|"
BOX_INDENT_LIMIT = 4

_SUFFIXES = "Error|Exception|Warning|Interrupt|Exit|Iteration|Failure|Failed|Mismatch|Fault|Timeout|Expired|Group"
EXCEPTION_CLASS = (
    rf"(?:[A-Za-z_]\w{{0,60}}\.){{0,8}}(?:_?[A-Z]\w{{0,80}}?(?:{_SUFFIXES})|Error|Exception|Warning)(?!\w)"
)
HAS_CLASS = re.compile(_SUFFIXES)  # what a line must hold to name a class; tells most lines apart at once
TRACEBACK_HEAD = "Traceback (most recent call last)"

_ANSI = re.compile(r"(?:\x1b|\\u001b|\\x1b|\\033|\\e)\[[0-9;]{0,30}m|\x1b\[[0-9;?]{0,30}[A-Za-z]")
_BARE_ANSI = re.compile(r"\[(?:[0-9]{1,3};){0,8}[0-9]{1,3}m")
_CHARACTERS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‘": "'", "’": "'", "‛": "'", "\u2011": "-"}
    | dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", None)
    | {chr(code): None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
    | dict.fromkeys("╭╮╰╯─━┏┓┗┛═╔╗╚╝", None)
)
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ENTITY = re.compile(r"&(?:amp;)*(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_BREAKING_TAG = re.compile(r"<(?:br ?/?|/p|/div|/pre|/tr|/li)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:span|pre|code|div|p|a|b|i|em|strong|font|td|tr|li|ul|ol)(?:\s[^<>\n]{0,300})?>", re.IGNORECASE
)
_ESCAPED_BREAK = re.compile(r"call last\):?(?:\\r)?\\n|(?:\\r)?\\n *(?:File|Cell|Input) ?[\\\"I~/]")
_ESCAPE = re.compile(r"\\(r\\n|[nrt\"'\\/])")
_ESCAPES = {"r\\n": "\n", "n": "\n", "r": "\n", "t": "    "}
_JSON_STRING_LINE = re.compile(r'^\s*("(?:[^"\\]|\\.)*"),?\s*$', re.MULTILINE)
_JSON_FIELD = re.compile(r'"(ename|evalue)"\s*:\s*("(?:[^"\\]|\\.){0,20000}")')
_CUT_STRING = re.compile(r'\n\s*"[^"\n]*\Z')
_VALUE_OF_NAME = re.compile(r"^[ │]*└ |^[ │]*│[ │]*$")  # what loguru and better_exceptions print below a source line

_TITLED_HEAD = re.compile(
    rf"(?:Original |Exception Group |(?<![\w.]){EXCEPTION_CLASS}\s{{1,80}})?Traceback \(most recent call last\)"
)
_ERROR_START = re.compile(rf"(?<![\w.\"'(]){EXCEPTION_CLASS}: ")
_WARNED_AT = re.compile(r":\d{1,7}: \w{0,60}Warning: ")
_PATH_END = re.compile(r"(?:[A-Za-z]:[\\/])?[^\s:\"'|?*<>\[\]]{1,300}$|<[^<>\s]{1,80}>$")


def clean_text(text: str, limit_characters: int = TEXT_LIMIT_CHARACTERS) -> str:
    """Take a paste out of everything it is wrapped in; cleaning twice changes nothing more."""
    text = text[:limit_characters]
    for _ in range(NESTED_WRAPPINGS):
        cleaned = unwrap_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def unwrap_once(text: str) -> str:
    """Take one layer of wrapping off."""
    text = strip_colours(unescape_line_breaks(unwrap_json(text)))
    text = _LINE_ENDS.sub("\n", strip_markup(text)).translate(_CHARACTERS)
    lines = [line.rstrip() for line in text.split("\n")]
    if any(mark in text for mark in (*BOX_SIDES, "└")):
        lines = [line for line in (unbox(line).rstrip() for line in lines) if not _VALUE_OF_NAME.match(line)]
    return "\n".join(strip_prefixes(lines))


def strip_colours(text: str) -> str:
    """Take out terminal escapes, also those that have lost their escape character (a reset gives them away)."""
    if "\x1b" in text or "\\" in text:
        text = _ANSI.sub("", text)
    return _BARE_ANSI.sub("", text) if "[0m" in text else text


def strip_markup(text: str) -> str:
    """Take out HTML tags that wrap text, and decode entities."""
    if "</" in text or "<br" in text:
        text = _TAG.sub("", _BREAKING_TAG.sub("\n", text))
    if "&" not in text:
        return text
    return _ENTITY.sub(
        lambda entity: html.unescape(entity[0].replace("&amp;", "&", entity[0].count("&amp;") - 1)), text
    )


def unescape_line_breaks(text: str) -> str:
    """Give a traceback that was printed as a string literal its line breaks back."""
    if "\\n" not in text or not _ESCAPED_BREAK.search(text):
        return text
    lines = text.split("\n")
    return "\n".join(unescape_line(line) if _ESCAPED_BREAK.search(line) else line for line in lines)


def unescape_line(line: str) -> str:
    """Decode the escapes of a string literal, once, and take its quotes off."""
    literal = line.strip()
    if len(literal) > 1 and literal[0] in "'\"" and literal[0] == literal[-1]:
        line = literal[1:-1]
    return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), line)


def unbox(line: str) -> str:
    """Take the sides of a box (rich), or of boxes in a box, off a line."""
    start, end = len(line) - len(line.lstrip(" ")), len(line.rstrip(" "))
    if start > BOX_INDENT_LIMIT or not is_boxed(line, start, end):
        return line
    while is_boxed(line, start, end):
        start, end = start + 1 + (line[start + 1] == " "), end - 1
        while end > start and line[end - 1] == " ":
            end -= 1
    return line[start:end]


def is_boxed(line: str, start: int, end: int) -> bool:
    """Whether a part of a line stands between two sides."""
    return end - start > 1 and line[start] in BOX_SIDES and line[end - 1] in BOX_SIDES


# --- JSON


def unwrap_json(text: str) -> str:
    """Take the traceback out of a notebook's, an editor's or a logger's JSON, even where the JSON is cut off."""
    if "{" not in text and '"' not in text:
        return text
    start, end = text.find("{"), text.rfind("}") + 1
    if (found := text_in_json(text[start:end])) is not None:
        return put_in_place(text, start, end, found)
    if '"ename"' in text or '"traceback": [' in text:
        return unwrap_cut_json(text)
    return "\n".join(unwrap_json_line(line) for line in text.split("\n"))


def unwrap_json_line(line: str) -> str:
    """The traceback inside a line that is a JSON object; any other line as it stands."""
    start = line.find("{")
    if start < 0 or not line.rstrip(" ,\r").endswith("}"):
        return line
    found = text_in_json(line[start:].rstrip(" ,\r"))
    return line if found is None else put_in_place(line, start, len(line), found)


def put_in_place(text: str, start: int, end: int, found: str) -> str:
    """`text` with `found` instead of the part from `start` to `end`, apart from what follows it."""
    before, after = text[:start].rstrip(), text[end:].strip()
    return "\n".join(filter(None, [before, found])) + (f"\n\n{after}" if after else "")


def text_in_json(text: str) -> str | None:
    """The error text inside a JSON document; `None` where there is none or it is not JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return "\n".join(error_texts(data)) or None


def error_texts(data: object) -> Iterator[str]:
    """The texts of errors anywhere in decoded JSON, in order."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and (TRACEBACK_HEAD in item or _ERROR_START.search(item)):
            yield item
        elif isinstance(item, list) and item and all(isinstance(line, str) for line in item):
            waiting.append("\n".join(line.rstrip("\n") for line in item))
        elif isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            if found := text_of_error_record(item):
                yield found
            else:
                waiting += reversed(item.values())


def text_of_error_record(record: dict[str, Any]) -> str:
    """The text of `{"ename", "evalue", "traceback"}` or `{"name", "message", "stack"}`; empty for any other object."""
    for name, message, stack in (("ename", "evalue", "traceback"), ("name", "message", "stack")):
        if isinstance(record.get(name), str) and isinstance(record.get(message), str):
            lines = record.get(stack) or []
            body = "\n".join(map(str, lines)) if isinstance(lines, list) else str(lines)
            return complete_with(body, record[name], record[message])
    return ""


def complete_with(body: str, name: str, message: str) -> str:
    """A traceback with its error line, which some tools leave out."""
    shown = "".join(strip_colours(body).split())
    return body if body and "".join(strip_colours(message).split()) in shown else f"{body}\n{name}: {message}"


def unwrap_cut_json(text: str) -> str:
    """The strings of a notebook's error output whose JSON is incomplete."""
    fields = {field[1]: load_string(field[2]) for field in _JSON_FIELD.finditer(text)}
    body = _JSON_STRING_LINE.sub(lambda line: load_string(line[1]), _JSON_FIELD.sub("", text))
    if "ename" not in fields:
        return body
    return complete_with(_CUT_STRING.sub("", body), fields["ename"], fields.get("evalue", ""))


def load_string(literal: str) -> str:
    """Decode a JSON string; as it stands where it is none."""
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return literal[1:-1]


# --- prefixes of loggers, ranks, containers, quotes and comments


def strip_prefixes(lines: list[str]) -> list[str]:
    """Take off what stands before a traceback on each of its lines, whatever it is.

    No list of known prefixes: where a traceback, a warning or an error starts in mid-line, the text before it is a
    prefix if another line starts with the same text, digits aside. Lines of several ranks are sorted by rank.
    """
    shapes = prefix_shapes(lines)
    for shape in shapes:
        lines = separate_ranks(lines, shape)
    return [strip_prefix(line, shapes) for line in lines]


def prefix_shapes(lines: list[str]) -> list[re.Pattern[str]]:
    """Patterns of the prefixes that at least two lines share, the longest first."""
    prefixes = {prefix for line in lines if (prefix := prefix_of_start(line)) is not None}
    candidates = sorted({shape_of(prefix) for prefix in sorted(prefixes)[:64]}, key=len, reverse=True)[:PREFIX_SHAPES]
    patterns = (re.compile(candidate) for candidate in candidates)
    return [pattern for pattern in patterns if sum(pattern.match(line) is not None for line in lines) > 1]


def prefix_of_start(line: str) -> str | None:
    """What stands before a traceback, a warning or an error that starts in this line."""
    starts = (find_head_start(line), find_warning_start(line), find_error_start(line))
    end = next((start for start in starts if start is not None), 0)
    prefix = line[:end]
    last_word = prefix.split()[-1:]
    if not last_word or len(prefix) > PREFIX_LIMIT_CHARACTERS or last_word[0] in ("raise", "except", "from"):
        return None
    return prefix


def find_head_start(line: str) -> int | None:
    """Where `Traceback (most recent call last)` starts in a line."""
    head = _TITLED_HEAD.search(line) if TRACEBACK_HEAD in line else None
    return head.start() if head else None


def find_warning_start(line: str) -> int | None:
    """Where `path:line: UserWarning: ` starts in a line."""
    warned = _WARNED_AT.search(line) if "Warning: " in line else None
    path = _PATH_END.search(line[max(0, warned.start() - 310) : warned.start()]) if warned else None
    return max(0, warned.start() - 310) + path.start() if warned and path else None


def find_error_start(line: str) -> int | None:
    """Where `RuntimeError: ` starts in a line."""
    start = line[: PREFIX_LIMIT_CHARACTERS + 100]
    error = _ERROR_START.search(start) if ": " in start and HAS_CLASS.search(start) else None
    return error.start() if error else None


def shape_of(prefix: str) -> str:
    """A regex of prefixes that differ from this one in digits only; each run of digits is a group."""
    body = prefix.rstrip(" ")
    parts = re.split(r"\d+", body)
    return r"(\d{1,20})".join(map(re.escape, parts)) + rf" {{0,{len(prefix) - len(body)}}}"


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
