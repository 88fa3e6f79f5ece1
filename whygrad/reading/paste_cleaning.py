"""Undoes what terminals, notebooks, loggers, mail and web pages do to a traceback on its way into a question."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from whygrad.reading.paste_layout import (
    TRACEBACK_HEAD,
    break_at_tokens,
    decode_quoted_printable,
    join_wrapped_lines,
    order_lines,
    strip_end_marks,
    strip_overstrikes,
    strip_panes,
    strip_progress_bar,
    unescape_markdown,
    unwrap_cells,
    unwrap_literals,
)

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

# The escape character as terminals, pagers, editors and string literals show it
_ESCAPE_SIGN = r"(?:[\x1b␛←\ufffd]|\^\[|<(?:0x1[bB]|ESC)>|ESC|\\{1,4}(?:u001[bB]|x1[bB]|033|e))"
_SHOWN_ESCAPES = ("\\", "^[[", "␛[", "←[", "\ufffd[", ">[", "ESC[")
_ANSI = re.compile(
    rf"{_ESCAPE_SIGN}\[[0-9;]{{0,30}}m|\x1b\[[0-9;?]{{0,30}}[A-Za-z]|\x1b[\]P_X^][^\x07\x1b\n]{{0,500}}(?:\x07|\x1b\\)"
)
_BARE_RESETS = ("[0m", "[m", "[39m", "[00m", "[39;49")
_BARE_ANSI = re.compile(r"\[(?:[0-9]{1,3};){0,8}[0-9]{1,3}m")
_BARE_RESET = re.compile(r"\[m(?![\w\]])")
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_BLANKS = dict.fromkeys(_SPACES, " ")
_CHARACTERS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‘": "'", "’": "'", "‛": "'", "´": "'"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | {"\u2014": "--"}  # what an editor makes of an arrow
    | {chr(code): " " for code in _SPACES}
    | {
        chr(code): None
        for code in (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
    }
    | {chr(code): None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
    | dict.fromkeys("╭╮╰╯─━┏┓┗┛═╔╗╚╝", None)
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ENTITY = re.compile(r"&(?:amp;)*(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_BREAKING_TAG = re.compile(r"<br ?/?>\n?|</(?:p|div|pre|tr|li|h[1-6]|blockquote)>", re.IGNORECASE)
_FORUM_TAG = re.compile(r"\[/?(?:code|quote|pre|spoiler|color|size|font)(?:=[^\]\n]{0,60})?\]", re.IGNORECASE)
_FORUM_LETTER_TAG = re.compile(r"\[([bius])\]([^\[\]\n]{0,500})\[/\1\]", re.IGNORECASE)  # `x[i]` is an index
_TAG = re.compile(
    r"</?(?:span|pre|code|div|p|a|b|i|em|strong|font|td|th|tr|li|ul|ol|h[1-6]|blockquote|samp|kbd|tt|o:p)(?:\s[^<>\n]{0,300})?>",
    re.IGNORECASE,
)
_ESCAPED_BREAK = re.compile(r"call last\):?(?:\\r)?\\n|(?:\\r)?\\n *(?:File|Cell|Input) ?[\\\"I~/]")
_ESCAPE = re.compile(r"\\(r\\n|[nrt\"'\\/])")
_ESCAPES = {"r\\n": "\n", "n": "\n", "r": "\n", "t": "    "}
_JSON_STRING_LINE = re.compile(r'^\s*("(?:[^"\\]|\\.)*"),?\s*$', re.MULTILINE)
_JSON_FIELD = re.compile(r'"(ename|evalue)"\s*:\s*("(?:[^"\\]|\\.){0,20000}")')
_ONLY_CLASS = re.compile(rf"{EXCEPTION_CLASS}$")
_MESSAGE_KEY = re.compile(r"(?:value|message|msg|detail|reason)$", re.IGNORECASE)
_STACK_KEY = re.compile(r"(?:trace_?back|stack_?trace|stack|trace|frames)$", re.IGNORECASE)
_CUT_STRING = re.compile(r'\n\s*"[^"\n]*\Z')
_VALUE_OF_NAME = re.compile(r"^[ │]*└ |^[ │]*│[ │]*$")  # what loguru and better_exceptions print below a source line

_TITLED_HEAD = re.compile(
    rf"(?:Original |Exception Group |(?<![\w.]){EXCEPTION_CLASS}\s{{1,80}})?Traceback \(most recent call last\)"
)
_ERROR_START = re.compile(rf"(?<![\w.\"'(]){EXCEPTION_CLASS}: ")
_WARNED_AT = re.compile(r":\d{1,7}: \w{0,60}Warning: ")
_PATH_END = re.compile(r"(?:(?<![A-Za-z])[A-Za-z]:[\\/])?[^\s:\"'|?*<>\[\]]{1,300}$|<[^<>\s]{1,80}>$")
_GREP_START = re.compile(r"(?:[^\s:]{1,100}[:-])?\d{1,7}[:-]")  # a colon in a match, a hyphen in its context
_GREP_SIGN = re.compile(r"\\?[:-]")
_STUCK_TO_PATH = re.compile(r"(?:[^\s/]{0,100}?[-:]\d{1,7}[-:]|\d{1,7}[-:]|[`+│|-]{1,3})(?=~?/|[A-Za-z]:[\\/]|<)")


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
    text = strip_overstrikes(strip_colours(unescape_line_breaks(unwrap_literals(unwrap_json(text)))))
    text = plain_characters(strip_markup(text))
    text = break_at_tokens(unescape_markdown(decode_quoted_printable(text)))
    text = strip_end_marks(unwrap_cells(text))
    lines = [line.rstrip() for line in join_wrapped_lines(text.split("\n"))]
    if any(mark in text for mark in (*BOX_SIDES, "└")):
        lines = [line for line in (unbox(line).rstrip() for line in lines) if not _VALUE_OF_NAME.match(line)]
        lines = strip_panes(lines) if "│" in text else lines
        lines = [strip_progress_bar(line) for line in lines] if "%|" in text else lines
    return "\n".join(order_lines(strip_prefixes(lines)))


def plain_characters(text: str) -> str:
    """Make every line end a newline, and marks that look alike one mark; take invisible ones out."""
    if text.isascii() and not _CONTROL.search(text):
        return text
    return _LINE_ENDS.sub("\n", text).translate(_CHARACTERS)


def strip_colours(text: str) -> str:
    """Take out terminal escapes, also those that have lost their escape character (a reset gives them away)."""
    if "\x1b" in text or ("[" in text and any(sign in text for sign in _SHOWN_ESCAPES)):
        text = _ANSI.sub("", text)
    if "[" in text and any(reset in text for reset in _BARE_RESETS):
        text, count = _BARE_ANSI.subn("", text)
        text = _BARE_RESET.sub("", text) if count else text
    return text


def strip_markup(text: str) -> str:
    """Take out tags of HTML and of forums that wrap text, and decode entities."""
    if "</" in text or "<br" in text:
        text = _TAG.sub("", _BREAKING_TAG.sub("\n", text))
    if "[/" in text:
        text = _FORUM_LETTER_TAG.sub(r"\2", _FORUM_TAG.sub("", text))
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
    if "[" in text and (start := len(text) - len(text.lstrip())) == text.find("["):
        found = text_in_json(text.strip())
        if found is not None:
            return found
    start, end = text.find("{"), text.rfind("}") + 1
    if (found := text_in_json(text[start:end])) is not None:
        return put_in_place(text, start, end, found)
    if '"ename"' in text or '"traceback": [' in text:
        return unwrap_cut_json(text)
    return "\n".join(unwrap_json_lines(text.split("\n"))) if "}" in text or '"]' in text else text


def unwrap_json_lines(lines: list[str]) -> list[str]:
    """The lines of a text, without the JSON around each line or around a whole traceback on one line."""
    spans = [span_of_json(line) for line in lines]
    found = [load_json(line[slice(*span)]) if span else None for line, span in zip(lines, spans, strict=True)]
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


def span_of_json(line: str) -> tuple[int, int] | None:
    """Where a JSON document stands at the end of a line: an object after anything, or an array that is the line."""
    line = line.rstrip(" ,\r")
    if line.startswith("[") and line.endswith('"]'):
        return 0, len(line)
    return (line.find("{"), line.rfind("}") + 1) if line.endswith(("}", "}]")) and "{" in line else None


def string_fields(data: object) -> dict[tuple[object, ...], str]:
    """The strings of a JSON record, by the path of keys to each."""
    fields: dict[tuple[object, ...], str] = {}
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        if isinstance(value, str):
            fields[key,] = value if value.isascii() else value.translate(_BLANKS)
        elif isinstance(value, dict):
            fields |= {(key, inner): text for inner, text in value.items() if isinstance(text, str)}
    return fields


def column_of_lines(records: list[dict[tuple[object, ...], str]]) -> tuple[object, ...] | None:
    """The field that holds one line of the text in each record, as collectors of logs write it."""
    told = (
        column
        for record in records
        for column, text in record.items()
        if "\n" not in text.rstrip("\r\n") and (TRACEBACK_HEAD in text or _WARNED_AT.search(text))
    )
    column = next(told, None)
    return column if sum(column in record for record in records) > 1 else None


def put_in_place(text: str, start: int, end: int, found: str) -> str:
    """`text` with `found` instead of the part from `start` to `end`, apart from what follows it."""
    before, after = text[:start].rstrip(), text[end:].strip()
    return "\n".join(filter(None, [before, found])) + (f"\n\n{after}" if after else "")


def text_in_json(text: str) -> str | None:
    """The error text inside a JSON document; `None` where there is none or it is not JSON."""
    return text_of_errors(load_json(text))


def load_json(text: str) -> object:
    """Decode a JSON document; `None` where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def text_of_errors(data: object) -> str | None:
    """The texts of errors in decoded JSON; an error line that a traceback ends in is not told again."""
    texts = list(error_texts(data))
    whole = "".join("".join(text.split()) for text in texts if TRACEBACK_HEAD in text)
    return "\n".join(text for text in texts if TRACEBACK_HEAD in text or "".join(text.split()) not in whole) or None


def error_texts(data: object) -> Iterator[str]:
    """The texts of errors anywhere in decoded JSON, in order."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and not item.isascii():
            item = item.translate(_BLANKS)
        if isinstance(item, str) and (TRACEBACK_HEAD in item or _ERROR_START.search(item)):
            inner = load_json(item) if item[:1] in ("{", "[", '"') else None
            if inner is None:
                yield item
            else:
                waiting.append(inner)
        elif isinstance(item, list) and item and all(isinstance(line, str) for line in item):
            waiting.append("\n".join(line.rstrip("\n") for line in item))
        elif isinstance(item, list):
            records = [string_fields(record) for record in item]
            column = column_of_lines(records) if len(item) > 1 else None
            if column is None:
                waiting += reversed(item)
            else:
                yield "\n".join(record[column].rstrip("\r\n") for record in records if column in record)
        elif isinstance(item, dict):
            if found := text_of_error_record(item):
                yield found
            else:
                waiting += reversed(item.values())


def text_of_error_record(record: Mapping[str, Any]) -> str:
    """The text of `{"ename", "evalue", "traceback"}` or any object with a class, a message and perhaps a stack."""
    texts = {key: value for key, value in record.items() if isinstance(value, str)}
    named = {"ename", "name"} & texts.keys()
    names = sorted(named) or [key for key, value in texts.items() if _ONLY_CLASS.match(value)]
    messages = [key for key in texts if key not in names and _MESSAGE_KEY.search(key)]
    if not names or not messages:
        return ""
    message = max(messages, key=lambda key: key[:6] == names[0][:6])  # `error.message` beside `error.type`
    stack = next((value for key, value in record.items() if value and _STACK_KEY.search(key)), "")
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
    file = next((texts[key] for key in ("abs_path", "filename", "file", "path") if key in texts), "?")
    name = next((texts[key] for key in ("function", "name", "method") if key in texts), "<module>")
    source = next((texts[key] for key in ("context_line", "line", "source", "code") if key in texts), "")
    line = next((value for value in frame.values() if isinstance(value, int)), 0)
    return f'  File "{file}", line {line}, in {name}' + (f"\n    {source.strip()}" if source.strip() else "")


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
    starts = (line for line in lines if ": " in line or TRACEBACK_HEAD in line)
    prefixes = {prefix for line in starts if (prefix := prefix_of_start(line)) is not None}
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
    start = max(0, warned.start() - 310) if warned else 0
    path = _PATH_END.search(line[start : warned.start()]) if warned else None
    if path is None:
        return None
    stuck = _STUCK_TO_PATH.match(path[0])
    return start + path.start() + (stuck.end() if stuck else 0)


def find_error_start(line: str) -> int | None:
    """Where `RuntimeError: ` starts in a line."""
    start = line[: PREFIX_LIMIT_CHARACTERS + 100]
    error = _ERROR_START.search(start) if ": " in start and HAS_CLASS.search(start) else None
    return error.start() if error else None


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
