"""Turns any pasted text into a report: exceptions in causal order, their frames, and the user's failing line.

Never raises on any text and runs in time linear in it. Each form of paste is one small rule.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TEXT_LIMIT_CHARACTERS = 250_000
NESTED_ESCAPES = 10  # an escape may hide another one; pastes have two or three

_ANSI = re.compile(r"(?:\x1b|\\u001b|\\x1b|\\033)\[[0-9;]{0,20}m|\x1b\[[0-9;]{0,20}[A-Za-z]")
_BARE_ANSI = re.compile(r"\[(?:[0-9]{1,2};){0,5}[0-9]{1,3}m")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u2011": "-", "\ufeff": None})
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}
_PREFIXES = (
    re.compile(r"(?:[>│┃❱|] ?){1,4}(?=\S| |$)"),
    re.compile(r"\[?(?:rank|RANK) ?\d{1,5}\]?: ?"),
    re.compile(r"\(\w{1,60}(?: pid=\d{1,10})?(?:, ip=[\d.]{1,20})?\) "),
    re.compile(r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? "),
    re.compile(r"\[(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL)\] "),
    re.compile(r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)[ :]"),
    re.compile(r"\([\w.]{1,60}\) "),
    re.compile(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,60} [\w.-]{1,60}(?:\[\d{1,10}\])?: ?"),
    re.compile(r"[\w.-]{1,60}-\d{1,4} {1,20}\| ?"),
    re.compile(r"\d{1,4}: "),
    re.compile(r"E   ?(?=\S|$)"),
)
_GLUED = re.compile(r"(?<=\S)(?=Traceback \(most recent call last\))")
_RANK = re.compile(r"\[?rank ?(\d{1,5})\]?:", re.IGNORECASE)
_TORCH_VERSION = re.compile(r"\btorch(?:==| version:? | |-)v?(\d\.\d{1,2}\.\d{1,2})\b")

_SUFFIX = "Error|Exception|Warning|Interrupt|Exit|Mismatch|Iteration|Failure"
_CLASS = rf"(?:[A-Za-z_]\w{{0,60}}\.){{0,6}}[A-Z]\w{{0,60}}(?:{_SUFFIX})"
_ERROR_LINE = re.compile(rf"^(?:\S.{{0,300}}?:\d{{1,7}}: )?({_CLASS}|Exception)(?:: (.*)|:?\s*)$")
_INLINE_ERROR = re.compile(rf"(?:^|\s)({_CLASS}): ")
_FRAME = re.compile(r'^ *File "?([^",\n]{1,500})"?, line (\d{1,7})(?:, in (.{1,200}))?$')
_CELL = re.compile(
    r"^(?:File )?"
    r"((?:Cell In|Input In|In) ?\[\d{1,6}\]|<ipython-input-[\w-]{1,60}>|[^\s:][^:\n]{0,300}(?::\\[^:\n]{0,300})?)"
    r"(?::(\d{1,7}))?(?:, line (\d{1,7}))?,? in (.{1,300})$"
)
_CELL_TOP = re.compile(r"^(Cell In ?\[\d{1,6}\]), line (\d{1,7})(?:,? in (.{1,200}))?$")
_NUMBERED = re.compile(r"^(?:-{2,6}> ?| {0,12})(\d{1,7})(?: (.*))?$")
_MESSAGE_ENDS = (
    "Traceback",
    "Exception raised from",
    "frame #",
    "The above exception was the direct cause",
    "During handling of the above exception",
)
_LIBRARY = re.compile(
    r"site-packages|dist-packages|[/\\]lib[/\\]python\d|[/\\]Lib[/\\]|<frozen |"
    r"torch[/\\](?:_tensor|autograd|nn|utils|optim|_functorch)[/\\.]"
)
_FLAT_FRAME = re.compile(
    r"(?:(Cell In ?\[\d{1,6}\]|Input In ?\[\d{1,6}\]|<ipython-input-[\w-]{1,60}>),? ?(?:line (\d{1,7})|in ))"
    r"|File \"?([^\s\"][^\"\n]{0,300}?\.py)\"?(?::(\d{1,7})|, line (\d{1,7})), in ([\w.<>]{1,100}(?:\([^)]{0,300}\))?)"
)


@dataclass(frozen=True)
class SourceLine:
    """One numbered line of source that the paste shows."""

    line: int
    source: str


@dataclass(frozen=True)
class Frame:
    """One level of a traceback."""

    file: str
    line: int | None
    function: str | None
    source: str | None
    user_code: bool
    context: tuple[SourceLine, ...] = ()


@dataclass(frozen=True)
class ReportedException:
    """One exception or warning with the frames it passed through, outermost first."""

    type: str | None
    message: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a paste says: exceptions in causal order, the cause first."""

    exceptions: tuple[ReportedException, ...]
    torch_version: str | None = None
    rank: int | None = None

    @property
    def exception(self) -> ReportedException | None:
        """The cause."""
        return self.exceptions[0] if self.exceptions else None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames of the cause."""
        return self.exception.frames if self.exception else ()

    @property
    def failing_frame(self) -> Frame | None:
        """The deepest frame in the user's own code."""
        return next((frame for frame in reversed(self.frames) if frame.user_code), None)


def read_report(text: str) -> Report:
    """Read any pasted text; what cannot be read is absent from the report."""
    cleaned = clean_text(text)
    rank = _RANK.search(text[:TEXT_LIMIT_CHARACTERS])
    version = _TORCH_VERSION.search(cleaned)
    exceptions = read_flattened(cleaned) if is_flattened(cleaned) else read_lines(cleaned.split("\n"))
    exceptions.sort(key=is_warning)
    return Report(tuple(exceptions), version[1] if version else None, int(rank[1]) if rank else None)


def is_warning(exception: ReportedException) -> bool:
    """Whether this is a warning: printed on the way to an error, it is not the error's cause."""
    return exception.type is not None and exception.type.endswith("Warning")


def clean_text(text: str) -> str:
    """Undo what terminals, notebooks, mail and web pages do to a traceback. Idempotent."""
    text = text[:TEXT_LIMIT_CHARACTERS]
    for _ in range(NESTED_ESCAPES):
        before = text
        text = html.unescape(strip_colours(unwrap_json(text))).translate(_QUOTES).translate(_CONTROLS)
        if text == before:
            break
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\\n") > max(2, text.count("\n")):
        text = text.replace("\\n", "\n")
    return "\n".join(strip_prefixes(line) for line in _GLUED.sub("\n", text).split("\n"))


def strip_colours(text: str) -> str:
    """Take out terminal escapes, also those that have lost their escape character (a reset gives them away)."""
    text = _ANSI.sub("", text)
    return _BARE_ANSI.sub("", text) if "[0m" in text else text


def unwrap_json(text: str) -> str:
    """Take the traceback out of a notebook's or an editor's JSON."""
    stripped = text.strip()
    if not (stripped.startswith("{") and stripped.endswith("}")):
        return text
    try:
        data = json.loads(stripped)
    except (ValueError, RecursionError):
        return text
    return (text_of_json(data) or text) if isinstance(data, dict) else text


def text_of_json(data: dict[str, Any]) -> str:
    """The text inside `{"ename", "evalue", "traceback"}` or `{"name", "message", "stack"}`."""
    lines = data.get("traceback") or data.get("stack") or []
    body = "\n".join(str(line) for line in lines) if isinstance(lines, list) else str(lines)
    name, message = data.get("ename") or data.get("name"), data.get("evalue") or data.get("message")
    if name and message is not None and str(message) not in body:
        body += f"\n{name}: {message}"
    return body


def strip_prefixes(line: str) -> str:
    """Take log prefixes, quote marks and rank marks off one line, however many there are."""
    start = 0
    while (end := end_of_prefix(line, start)) > start:
        start = end
    return line[start:].rstrip()


def end_of_prefix(line: str, start: int) -> int:
    """Where the prefix that stands at `start` ends; `start` itself where none does."""
    ends = (match.end() for prefix in _PREFIXES if (match := prefix.match(line, start)))
    return max(ends, default=start)


def is_flattened(text: str) -> bool:
    """Whether a whole traceback stands on one line, its line breaks lost."""
    return any("Traceback (most recent call last)" in line and len(line) > 200 for line in text.split("\n"))


def read_lines(lines: list[str]) -> list[ReportedException]:
    """Read a traceback that has its line breaks."""
    exceptions: list[ReportedException] = []
    frames: list[Frame] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        frame, used = read_frame(lines, index)
        if frame is not None:
            frames.append(frame)
            index += used
            continue
        error = _ERROR_LINE.match(line.strip())
        if error and not line.startswith("    ") and not is_header(line):
            message, index = read_message(lines, index, error[2] or "")
            exceptions.append(ReportedException(error[1], message, tuple(frames)))
            frames = []
            continue
        index += 1
    if exceptions:
        return exceptions
    return [ReportedException(None, " ".join(" ".join(lines).split()), tuple(frames))] if any(lines) else []


def is_header(line: str) -> bool:
    """IPython's first line: the class and `Traceback (most recent call last)`."""
    return "Traceback (most recent call last)" in line


def read_message(lines: list[str], index: int, first: str) -> tuple[str, int]:
    """The message that starts on line `index`, over the lines it was broken into; and where reading goes on."""
    parts = [first]
    index += 1
    while index < len(lines) and lines[index].strip() and len(parts) < 60:
        line = lines[index]
        if line.startswith(_MESSAGE_ENDS) or _ERROR_LINE.match(line) or _FRAME.match(line):
            break
        parts.append(line.strip().removeprefix("# ").removeprefix("> "))
        index += 1
    return " ".join(" ".join(parts).split()), index


def read_frame(lines: list[str], index: int) -> tuple[Frame | None, int]:
    """The frame that starts on line `index`, and how many lines it takes."""
    plain = _FRAME.match(lines[index])
    if plain:
        source = next_source(lines, index + 1)
        return make_frame(plain[1], int(plain[2]), plain[3], source, ()), 2 if source else 1
    cell = _CELL_TOP.match(lines[index].strip()) or _CELL.match(lines[index].strip())
    if cell is None:
        return None, 1
    return read_ipython_frame(lines, index, cell)


def next_source(lines: list[str], index: int) -> str | None:
    """The source line below a `File` line."""
    if index < len(lines) and lines[index].startswith(" ") and not _FRAME.match(lines[index]):
        return lines[index].strip() or None
    return None


def read_ipython_frame(lines: list[str], index: int, head: re.Match[str]) -> tuple[Frame | None, int]:
    """A frame as IPython prints it: a head, then numbered lines with an arrow at the failing one."""
    numbers = [group for group in head.groups()[1:-1] if group]
    function = head.groups()[-1]
    context: list[SourceLine] = []
    arrow: int | None = None
    used = 1
    while index + used < len(lines):
        numbered = _NUMBERED.match(lines[index + used])
        if numbered is None:
            if lines[index + used].strip() != "(...)":
                break
        else:
            context.append(SourceLine(int(numbered[1]), (numbered[2] or "").strip()))
            if "->" in lines[index + used].split(numbered[1])[0]:
                arrow = int(numbered[1])
        used += 1
    line = arrow or (int(numbers[-1]) if numbers else None)
    if not context and line is None:
        return None, 1
    source = next((item.source for item in context if item.line == line), None)
    return make_frame(head[1], line, function, source, tuple(item for item in context if item.source)), used


def make_frame(
    file: str, line: int | None, function: str | None, source: str | None, context: tuple[SourceLine, ...]
) -> Frame:
    """A frame, judged to be the user's or a library's by its path."""
    name = re.sub(r"\(.*", "", function).strip() if function else "<module>"
    return Frame(file, line, name or None, source, _LIBRARY.search(file) is None, context)


def read_flattened(text: str) -> list[ReportedException]:
    """Read a traceback whose line breaks were lost."""
    flat = " ".join(text.split())
    heads = list(_FLAT_FRAME.finditer(flat))
    errors = [match for match in _INLINE_ERROR.finditer(flat) if not heads or match.start() > heads[0].end()]
    if not errors:
        return []
    last = errors[-1]
    frames = []
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        end = following.start() if following else last.start()
        frames.append(read_flat_frame(head, flat[head.end() : end]))
    return [ReportedException(last[1], flat[last.end() :].strip(), tuple(frames))]


def read_flat_frame(head: re.Match[str], body: str) -> Frame:
    """One frame of a flattened traceback: its head, and its source lines found by their rising numbers."""
    cell, cell_line, file, colon_line, line_line, function = head.groups()
    line = next((int(number) for number in (cell_line, colon_line, line_line) if number), None)
    context = tuple(split_numbered(body, line)) if cell or colon_line else ()
    source = next((item.source for item in context if item.line == line), None if context else body.strip() or None)
    return make_frame(cell or file, line, function, source, context)


def split_numbered(body: str, failing: int | None) -> Iterator[SourceLine]:
    """Split `9 a = b 10 # c ---> 11 d 12 e` by numbers that rise one at a time."""
    words = body.split(" ")
    current: int | None = None
    source: list[str] = []
    for word in words:
        number = int(word) if word.isascii() and word.isdigit() and len(word) < 8 else None
        if number is None or not starts_line(number, current, failing):
            source.append(word)
            continue
        if current is not None:
            yield SourceLine(current, clean_source(source))
        current, source = number, []
    if current is not None:
        yield SourceLine(current, clean_source(source))


def starts_line(number: int, current: int | None, failing: int | None) -> bool:
    """Whether a number in flattened source is the number of the next line."""
    if current is not None:
        return number == current + 1
    return failing is None or number <= failing


def clean_source(words: list[str]) -> str:
    """The words of one source line without the arrow that points at the next one."""
    while words and re.fullmatch(r"-{2,6}>|\(\.\.\.\)|", words[-1]):
        words = words[:-1]
    return " ".join(words)
