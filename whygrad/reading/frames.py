"""Frames of tracebacks: their heads, the failing source line and the numbered lines around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from whygrad.reading import grammar
from whygrad.reading.code_lines import is_python
from whygrad.reading.grammar import UNKNOWN_FILE
from whygrad.reading.libraries import is_user_code
from whygrad.reading.report import Frame, SourceLine

SOURCE_LINES = 40  # of one statement whose brackets stay open

# Source below a head
NUMBERED = re.compile(
    r"\s{0,20}(?P<arrow>(?:-{1,6}>|❱|>)\s{0,12})?(?P<line>\d{1,9})(?:(?:[ \t]?[│|][ \t]?|[ \t])(?P<source>.*))?$"
)
MARKS = re.compile(r"[ \t]{0,400}[~^][~^ ]{0,1000}$")
_ELLIPSIS = re.compile(r"\s{0,80}(?:\.\.\.|\(\.\.\.\)|…|\[\.\.\. .*|\[Previous line repeated.*)$")
_WHOLE_PLAIN = re.compile(r"[>|#\s]{0,12}File ?\"?[^\"\n]{1,500}?\"?, ?line \d{1,9}(?:, ?in .{1,300})?$")
_NAME_END = re.compile(r"[\w.]{1,100}>?$")  # of a function, where the end of the line cut its name


@dataclass
class FrameLines:
    """A frame being read: its head and the lines below it."""

    file: str
    line: int | None
    function: str | None
    body: list[str] = field(default_factory=list)


def read_head(line: str) -> FrameLines | None:
    """The frame whose head this line is."""
    if not grammar.GRAMMAR.may_be_head(line):
        return None
    head = next(filter(is_no_prose, grammar.GRAMMAR.matches(line)), None)
    if head is None:
        return None
    groups = head.groupdict()
    number = groups.get("line")
    file = (groups.get("file") or UNKNOWN_FILE).strip()
    source = groups.get("source")
    return FrameLines(
        file, int(number) if number else None, name_function(groups.get("function")), [source] if source else []
    )


def is_no_prose(head: re.Match[str]) -> bool:
    """Whether what stands behind a head is code, where anything does."""
    source = head["source"] if "source" in head.re.groupindex else None
    return source is None or is_python(source)


def is_source(frame: FrameLines, line: str) -> bool:
    """Whether a line below a frame's head shows its source."""
    return not frame.body or line[0].isspace() or bool(NUMBERED.match(line) or MARKS.match(line))


def join_broken_heads(lines: Sequence[str]) -> list[str]:
    """Join a `File` line that a narrow terminal broke with what follows it."""
    joined: list[str] = []
    width = max(map(len, lines), default=0)
    for number, line in enumerate(lines):
        last = joined[-1] if joined and line[:1] not in ("", " ") else ""
        is_open = len(last) < 500 and last.lstrip().startswith('File "') and not _WHOLE_PLAIN.match(last)
        is_cut = len(last) == width > 0 and is_source_below(lines, number) and _NAME_END.match(line) is not None
        if (is_open or is_cut) and _WHOLE_PLAIN.match((last + line)[:1_000]):
            joined[-1] = last + line
        else:
            joined.append(line)
    return joined


def is_source_below(lines: Sequence[str], number: int) -> bool:
    """Whether the next line is indented as source is."""
    return any(line.startswith("  ") for line in lines[number + 1 : number + 2])


def finish_frames(frames: Iterable[FrameLines]) -> tuple[Frame, ...]:
    """The frames that were read, outermost first also where the deepest was printed first."""
    finished = tuple(map(finish_frame, frames))
    return finished[::-1] if is_deepest_first(finished) else finished


def finish_frame(frame: FrameLines) -> Frame:
    """The frame that was read, with its failing source line found."""
    numbered = list(read_numbered(frame.body))
    pointed = next((item.line for item, is_pointed in numbered if is_pointed), None)
    if pointed is None:
        context: tuple[SourceLine, ...] = ()
        line, source = frame.line, join_source(frame.body)
    else:
        context = tuple(rising(item for item, _ in numbered))
        line = pointed
        source = next((item.source.strip() or None for item in context if item.line == line), None)
    return Frame(frame.file, line, frame.function, source, is_user_code(frame.file, source), context)


def rising(lines: Iterable[SourceLine]) -> Iterator[SourceLine]:
    """The lines up to the first whose number falls: it counts something else, as Colab's `2 frames` does."""
    last = 0
    for item in lines:
        if item.line < last:
            return
        last = item.line
        yield item


def is_deepest_first(frames: Sequence[Frame]) -> bool:
    """Whether each frame is called by the one below it, as debuggers print them: the sources tell."""
    if len(frames) < 2 or frames[-1].function != "<module>" or frames[0].function == "<module>":
        return False
    pairs = list(pairwise(frames))
    return any(calls(below, above) for above, below in pairs) and not any(calls(above, below) for above, below in pairs)


def calls(caller: Frame, called: Frame) -> bool:
    """Whether the source of one frame names the function of another as what it calls."""
    name = (called.function or "").rpartition(".")[2]
    return bool(name) and re.search(rf"(?<!\w){re.escape(name[:100])}\s?\(", caller.source or "") is not None


def read_numbered(body: Iterable[str]) -> Iterator[tuple[SourceLine, bool]]:
    """Numbered source lines, and whether an arrow points at them."""
    for text in body:
        numbered = NUMBERED.match(text)
        if numbered:
            source = (numbered["source"] or "").replace("│", " ").rstrip()
            yield SourceLine(int(numbered["line"]), source), numbered["arrow"] is not None


def join_source(body: Iterable[str]) -> str | None:
    """The failing statement of a frame without numbers: the first line, and more while brackets stay open."""
    lines: list[str] = []
    depth = 0
    for text in body:
        if MARKS.match(text) or _ELLIPSIS.match(text) or not text.strip():
            continue
        lines.append(text.strip())
        depth += text.count("(") + text.count("[") + text.count("{")
        depth -= text.count(")") + text.count("]") + text.count("}")
        if depth <= 0 or len(lines) == SOURCE_LINES:
            break
    return " ".join(lines).rstrip("`") or None


def name_function(function: str | None) -> str:
    """The function of a frame; a cell's or a module's top level is `<module>`."""
    name = (function or "").partition("(")[0].strip()
    return "<module>" if not name or name.startswith("<cell line") else name


def source_frame(source: str, line: int | None) -> FrameLines:
    """A frame of which only the failing line is left."""
    return FrameLines(UNKNOWN_FILE, line, None, [source])
