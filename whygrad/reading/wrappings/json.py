"""The JSON of notebooks, editors, servers and loggers: one document, one a line, or what is left of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whygrad.reading.error_lines import CLASS, find_classes
from whygrad.reading.grammar import TRACEBACK_HEAD
from whygrad.reading.rules import Example, Wrapping
from whygrad.reading.wrappings.characters import plain_blanks
from whygrad.reading.wrappings.colours import strip_colours
from whygrad.reading.wrappings.log_prefixes import WARNED_AT

Path = tuple[object, ...]  # of keys

_ONLY_CLASS = re.compile(rf"{CLASS}$")
_MESSAGE_KEY = re.compile(r"(?:value|message|msg|detail|reason)$", re.IGNORECASE)
_STACK_KEY = re.compile(r"(?:trace_?back|stack_?trace|stack|trace|frames)$", re.IGNORECASE)
_FIELD = re.compile(r'"(ename|evalue)"[ \t]{0,8}:[ \t]{0,8}("(?:[^"\\\n]|\\.){0,20000}")')
_STRING_LINE = re.compile(r'[ \t]{0,80}("(?:[^"\\]|\\.){0,100000}"),?[ \t]{0,80}$')
_DOCUMENT = re.compile(r'[{\[]\s{0,40}["{\[\d-]')


def unwrap(text: str) -> str:
    """Take the traceback out of JSON, even where the JSON is cut off."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[" and (found := text_of_errors(load(text.strip()))) is not None:
        return found
    start, end = text.find("{"), text.rfind("}") + 1
    if end > start >= 0 and (found := text_of_errors(load(text[start:end]))) is not None:
        return put_in_place(text, start, end, found)
    if '"ename"' in text or '"traceback": [' in text:
        return unwrap_cut(text)
    return "\n".join(unwrap_lines(text.split("\n"))) if "}" in text or '"]' in text else text


def may_wrap(text: str) -> bool:
    """Whether something in the text starts as a JSON document does."""
    return (
        '"' in text
        and ("{" in text or "[" in text or '"ename"' in text)
        and (_DOCUMENT.search(text) is not None or '"ename"' in text)
    )


# --- one document a line


def unwrap_lines(lines: list[str]) -> list[str]:
    """The lines of a text, without the JSON around each line or around a whole traceback on one line."""
    spans = [span_of_document(line) for line in lines]
    if not any(spans):
        return lines
    found = [load(line[slice(*span)]) if span else None for line, span in zip(lines, spans, strict=True)]
    records = [string_fields(data) for data in found]
    column = column_of_lines(records)
    return [
        record[column].rstrip("\r\n")
        if column is not None and column in record
        else put_in_place(line, *span, text)
        if span and (text := text_of_errors(data))
        else line
        for line, span, data, record in zip(lines, spans, found, records, strict=True)
    ]


def span_of_document(line: str) -> tuple[int, int] | None:
    """Where a JSON document stands at the end of a line: an object after anything, or an array that is the line."""
    line = line.rstrip(" ,\r")
    if line.startswith("[") and line.endswith('"]'):
        return 0, len(line)
    return (line.find("{"), line.rfind("}") + 1) if line.endswith(("}", "}]")) and "{" in line else None


def string_fields(data: object) -> dict[Path, str]:
    """The strings of a JSON record, by the path of keys to each."""
    fields: dict[Path, str] = {}
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        if isinstance(value, str):
            fields[key,] = plain_blanks(value)
        elif isinstance(value, dict):
            fields |= {(key, inner): text for inner, text in value.items() if isinstance(text, str)}
    return fields


def column_of_lines(records: Iterable[Mapping[Path, str]]) -> Path | None:
    """The field that holds one line of the text in each record, as collectors of logs write it."""
    records = list(records)
    starts = (
        column
        for record in records
        for column, text in record.items()
        if "\n" not in text.rstrip("\r\n") and (TRACEBACK_HEAD in text or WARNED_AT.search(text))
    )
    column = next(starts, None)
    return column if sum(column in record for record in records) > 1 else None


def put_in_place(text: str, start: int, end: int, found: str) -> str:
    """`text` with `found` instead of the part from `start` to `end`, apart from what follows it."""
    before, after = text[:start].rstrip(), text[end:].strip()
    return "\n".join(filter(None, [before, found])) + (f"\n\n{after}" if after else "")


# --- what a document says


def load(text: str) -> object:
    """Decode a JSON document; `None` where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def text_of_errors(data: object) -> str | None:
    """The texts of errors in decoded JSON; an error line that a traceback ends in is not repeated."""
    texts = list(error_texts(data)) if data is not None else []
    shown = {squeeze(line) for text in texts if TRACEBACK_HEAD in text for line in text.split("\n")}
    return "\n".join(text for text in texts if TRACEBACK_HEAD in text or not is_shown(text, shown)) or None


def is_shown(text: str, shown: set[str]) -> bool:
    """Whether every line of an error stands in a traceback already."""
    return all(squeeze(line) in shown for line in text.split("\n") if line.strip())


def squeeze(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def error_texts(data: object) -> Iterator[str]:
    """The texts of errors anywhere in decoded JSON, in order."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            inner = load(item) if item[:1] in ("{", "[", '"') and tells_error(item) else None
            yield from [plain_blanks(item)] if inner is None and tells_error(item) else []
            waiting += [inner] if inner is not None else []
        elif isinstance(item, list):
            found, inside = text_of_list(item)
            yield from filter(None, [found])
            waiting += reversed(inside)
        elif isinstance(item, dict):
            found = text_of_record(item)
            yield from filter(None, [found])
            waiting += reversed([] if found else list(item.values()))


def tells_error(text: str) -> bool:
    """Whether a string is a traceback, or holds `RuntimeError: `."""
    text = plain_blanks(text)
    return TRACEBACK_HEAD in text or any(
        text.startswith(": ", end) and text[begin - 1 : begin] not in ("'", '"', "(")
        for begin, end in find_classes(text[:100_000])
    )


def text_of_list(items: list[Any]) -> tuple[str | None, list[Any]]:
    """The text whose lines a list holds, or what has to be looked at inside it."""
    if items and all(isinstance(line, str) for line in items):
        return None, ["\n".join(line.rstrip("\n") for line in items)]
    records = [string_fields(record) for record in items]
    column = column_of_lines(records) if len(items) > 1 else None
    if column is None:
        return None, items
    return "\n".join(record[column].rstrip("\r\n") for record in records if column in record), []


def text_of_record(record: Mapping[str, Any]) -> str:
    """The text of `{"ename", "evalue", "traceback"}` or any object with a class, a message and perhaps a stack."""
    texts = {key: value for key, value in record.items() if isinstance(value, str)}
    named = {"ename", "name"} & texts.keys()
    names = sorted(named) or [key for key, value in texts.items() if _ONLY_CLASS.match(value[:300])]
    messages = [key for key in texts if key not in names and _MESSAGE_KEY.search(key[-20:])]
    if not names or not messages:
        return ""
    message = max(messages, key=lambda key: key[:6] == names[0][:6])  # `error.message` beside `error.type`
    stack = next((value for key, value in record.items() if value and _STACK_KEY.search(key[-20:])), "")
    return complete_with("\n".join(stack_lines(stack)), texts[names[0]], texts[message])


def stack_lines(stack: object) -> Iterator[str]:
    """The lines of a stack: a text, a list of lines, or a list of objects that describe frames."""
    if isinstance(stack, dict):
        stack = stack.get("frames") or []
    for item in stack if isinstance(stack, list) else [stack]:
        yield text_of_frame(item) if isinstance(item, dict) else str(item).rstrip("\n")


def text_of_frame(frame: Mapping[str, object]) -> str:
    """A frame as Python prints it, from an object that describes it."""
    texts = {key.lower(): value for key, value in frame.items() if isinstance(value, str)}

    def first(*keys: str, default: str) -> str:
        return next((texts[key] for key in keys if key in texts), default)

    file = first("abs_path", "filename", "file", "path", default="?")
    name = first("function", "name", "method", default="<module>")
    source = first("context_line", "line", "source", "code", default="").strip()
    line = next((value for value in frame.values() if isinstance(value, int)), 0)
    return f'  File "{file}", line {line}, in {name}' + (f"\n    {source}" if source else "")


def complete_with(body: str, name: str, message: str) -> str:
    """A traceback with its error line, which some tools leave out."""
    is_whole = body and squeeze(strip_colours(message)) in squeeze(strip_colours(body))
    return body if is_whole else f"{body}\n{name}: {message}"


# --- what is left of a document


def unwrap_cut(text: str) -> str:
    """The strings of a notebook's error output whose JSON is incomplete."""
    fields = {field[1]: load_string(field[2]) for field in _FIELD.finditer(text)}
    lines = [unwrap_string_line(line) for line in _FIELD.sub("", text).split("\n")]
    if "ename" not in fields:
        return "\n".join(lines)
    is_cut = lines[-1].lstrip().startswith('"') and lines[-1].count('"') == 1
    return complete_with("\n".join(lines[:-1] if is_cut else lines), fields["ename"], fields.get("evalue", ""))


def unwrap_string_line(line: str) -> str:
    """The string that is the whole of a line."""
    string = _STRING_LINE.match(line) if '"' in line else None
    return load_string(string[1]) if string else line


def load_string(literal: str) -> str:
    """Decode a JSON string; as it stands where it is none."""
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return literal[1:-1]


JSON = Wrapping(
    "JSON",
    may_wrap,
    unwrap,
    (
        Example(
            '{"ename": "ValueError", "evalue": "no", '
            '"traceback": ["Cell In[2], line 3", "----> 3 f(x)", "ValueError: no"]}',
            "ValueError: no @ Cell In[2]:3 f(x)",
        ),
        Example('{"error": {"type": "ValueError", "message": "no", "code": 500}}', "ValueError: no"),
        Example('{"ename": "ValueError",\n "evalue": "no",\n "traceback": [\n  "----', "ValueError: no"),
    ),
)
