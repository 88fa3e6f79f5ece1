"""Frames of tracebacks in every form of head, with the failing source line and the numbered lines around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from whygrad.reading.report import Frame, SourceLine

_LIBRARY_PATH = re.compile(
    r"(?:site|dist)-packages/|/lib(?:64)?/python\d|^<(?:frozen |eval_with_key|__array_function__|decorator-gen|attrs )"
    r"|^[A-Za-z]:/(?:.{0,200}/)?(?:python[\d.]*|\w*conda\w*|envs/[^/]{1,60})/lib/"
    r"|(?:^|/)torch/(?:_\w{1,40}[./]|(?:autograd|nn|optim|utils|amp|cuda|func|distributed|csrc)/|functional\.py)",
    re.IGNORECASE,
)

# Heads of frames
_FUNCTION = r"(?P<function><[^<>\n]{1,60}>|[^\s():,]{1,200})"
_PATH = r"(?P<file>(?:[A-Za-z]:)?[^:\"\n]{1,400}|<[\w.-]{1,80}>)"
_PLAIN_FRAME = re.compile(
    r"[>|#\s]{0,12}File ?\"?(?P<file>[^\"\n]{1,500}?)\"?, ?line (?P<line>\d{1,9})(?:, ?in (?P<function>.{1,300}))?$"
)
_CUT_FRAME = re.compile(rf"(?P<file>[^\"\n]{{0,400}})\", line (?P<line>\d{{1,9}}), in {_FUNCTION}$")
_CELL_FRAME = re.compile(
    rf"\s{{0,8}}(?:File )?(?P<file>(?:Cell|Input) In ?\[[\d ]{{0,8}}\])"
    rf"(?:, line (?P<line>\d{{1,9}}))?(?:,? in {_FUNCTION}.{{0,600}})?$"
)
_FILE_FRAME = re.compile(rf"\s{{0,8}}File {_PATH}:(?P<line>\d{{1,9}})(?:,? in {_FUNCTION}.{{0,2000}})?$")
_OLD_FRAME = re.compile(
    rf"(?P<file><[a-z][\w-]{{1,60}}>|(?:~|/|[A-Za-z]:\\)[^:\"\n]{{1,400}}\.pyx?)"
    rf" in {_FUNCTION}(?:\(.{{0,2000}})?$"
)
_NOTEBOOK_FRAME = re.compile(
    rf"(?P<file>(?:~|/|[A-Za-z]:[\\/])[^:\"\n]{{1,400}}\.ipynb Cell \d{{1,5}})'?"
    rf"(?: line (?P<line>\d{{1,9}}))?(?:,? in {_FUNCTION}.{{0,600}})?$"
)
_SHORT_FRAME = re.compile(
    rf"\s{{0,8}}(?P<file>(?:[A-Za-z]:)?[^\s:\"][^:\"\n]{{0,400}}\.pyx?):(?P<line>\d{{1,9}}):? in {_FUNCTION}\s*$"
)
_RICH_CELL_FRAME = re.compile(rf"in {_FUNCTION}:(?P<line>\d{{1,9}})$")
_HAS_HEAD = re.compile(r"File[ \"]|(?:Cell|Input) In|\bin |\.ipynb Cell")
_FRAME_HEADS = (
    _PLAIN_FRAME,
    _CELL_FRAME,
    _NOTEBOOK_FRAME,
    _FILE_FRAME,
    _OLD_FRAME,
    _SHORT_FRAME,
    _RICH_CELL_FRAME,
    _CUT_FRAME,
)
_NAME_END = re.compile(r"[\w.]{1,100}>?$")  # of a function, where the end of the line cut its name

# Source below a head
_NUMBERED = re.compile(
    r"\s{0,20}(?P<arrow>(?:-{1,6}>|❱|>)\s{0,12})?(?P<line>\d{1,9})(?:(?:[ \t]?[│|][ \t]?|[ \t])(?P<source>.*))?$"
)
_MARKS = re.compile(r"\s*[~^ ]+$")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|\(\.\.\.\)|…|\[\.\.\. .*|\[Previous line repeated.*)$")
_GUIDES = str.maketrans("│", " ")


@dataclass
class FrameLines:
    """A frame being read: its head and the lines below it."""

    file: str
    line: int | None
    function: str | None
    body: list[str] = field(default_factory=list)


def read_head(line: str) -> FrameLines | None:
    """The frame whose head this line is."""
    if not _HAS_HEAD.search(line):
        return None
    for form in _FRAME_HEADS:
        if head := form.match(line):
            break
    else:
        return None
    groups = head.groupdict()
    number = groups.get("line")
    file = (groups.get("file") or "<cell>").strip()
    return FrameLines(file, int(number) if number else None, name_function(groups.get("function")))


def is_source(frame: FrameLines, line: str) -> bool:
    """Whether a line below a frame's head shows its source."""
    return not frame.body or line[0].isspace() or bool(_NUMBERED.match(line) or _MARKS.match(line))


def join_broken_heads(lines: list[str]) -> list[str]:
    """Join a `File` line that a narrow terminal broke with what follows it."""
    joined: list[str] = []
    width = max(map(len, lines), default=0)
    for number, line in enumerate(lines):
        last = joined[-1] if joined and line[:1] not in ("", " ") else ""
        is_open = len(last) < 500 and last.lstrip().startswith('File "') and not _PLAIN_FRAME.match(last)
        is_cut = len(last) == width > 0 and is_source_below(lines, number) and _NAME_END.match(line) is not None
        if (is_open or is_cut) and _PLAIN_FRAME.match(last + line):
            joined[-1] = last + line
        else:
            joined.append(line)
    return joined


def is_source_below(lines: list[str], number: int) -> bool:
    """Whether the next line is indented as source is."""
    return any(line.startswith("  ") for line in lines[number + 1 : number + 2])


def finish_frame(frame: FrameLines) -> Frame:
    """The frame that was read, with its failing source line found."""
    numbered = list(read_numbered(frame.body))
    pointed = next((item.line for item, is_pointed in numbered if is_pointed), None)
    if pointed is None:
        context: tuple[SourceLine, ...] = ()
        line, source = frame.line, join_source(frame.body)
    else:
        context = tuple(item for item, _ in numbered)
        line = pointed
        source = next((item.source.strip() or None for item in context if item.line == line), None)
    return Frame(frame.file, line, frame.function, source, is_user_code(frame.file), context)


def read_numbered(body: Iterable[str]) -> Iterator[tuple[SourceLine, bool]]:
    """Numbered source lines, and whether an arrow points at them."""
    for text in body:
        numbered = _NUMBERED.match(text)
        if numbered:
            source = (numbered["source"] or "").translate(_GUIDES).rstrip()
            yield SourceLine(int(numbered["line"]), source), numbered["arrow"] is not None


def join_source(body: Iterable[str]) -> str | None:
    """The failing statement of a frame without numbers: the first line, and more while brackets stay open."""
    source = ""
    for text in body:
        if _MARKS.match(text) or _ELLIPSIS.match(text) or not text.strip():
            continue
        source = f"{source} {text.strip()}".strip()
        if sum(map(source.count, "([{")) <= sum(map(source.count, ")]}")):
            break
    return source or None


def name_function(function: str | None) -> str:
    """The function of a frame; a cell's or a module's top level is `<module>`."""
    name = (function or "").partition("(")[0].strip()
    return "<module>" if not name or name.startswith("<cell line") else name


def is_user_code(file: str) -> bool:
    """Whether a path is the user's own and not a library's."""
    return _LIBRARY_PATH.search(file.replace("\\", "/")) is None
