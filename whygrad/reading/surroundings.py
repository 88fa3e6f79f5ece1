"""Tells what stands around a traceback apart: the user's code, and prose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from whygrad.reading.frames import read_head
from whygrad.reading.paste_layout import TRACEBACK_HEAD
from whygrad.reading.report import ReportedException

STATEMENT_CHARACTERS = 400  # of a line; what is longer is no line of code

_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.|In ?\[\d{0,5}\] ?:|\s{0,8}\.{3,8}:)(?: |$)")
_PROGRAMS = r"(?:python\d?(?:\.\d{1,2})?|torchrun|accelerate|deepspeed|srun|pip|conda)"
_COMMAND = re.compile(
    r"\s{0,8}(?:[$%!] ?|(?:\([\w.-]{1,40}\) ?)?(?:PS )?[\w@.:\\/~-]{0,100}[$#>] ?)?"
    rf"(?:[A-Z_]{{1,40}}=\S{{1,80}} ){{0,8}}{_PROGRAMS}\s"
    r"|\s{0,8}\S{1,60} (?:.{0,200} )?--\w[\w-]{1,60}(?:[ =]|$)"
)
_MAY_BE_CODE = re.compile(r"[=(:]|import |return |raise |del ")
_COMPOUND = re.compile(r"(?:async )?(?:def|for|with|while|if|elif|else|try|except|finally|class)\b.*:\s*(?:#.*)?$")
_OPENING = re.compile(r"[\w.\[\], ]{1,80}(?:=|\()\s?.{0,200}[(\[{,]\s*(?:#.*)?$")
_SIMPLE = (ast.Assign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.Return, ast.Raise, ast.Delete, ast.Assert)
_BLOCKS = (ast.For, ast.With, ast.FunctionDef, ast.ClassDef, ast.If, ast.While, ast.Try)
_FENCE = re.compile(r"\s{0,8}(?:```|~~~)")


def read_surroundings(lines: Iterable[str], exceptions: Iterable[ReportedException]) -> tuple[tuple[str, ...], str]:
    """The user's lines of code outside frames, and the prose, in the order of the paste."""
    told = {line for exception in exceptions for line in told_lines(exception)}
    code: list[str] = []
    prose: list[str] = []
    for line in outside(lines):
        bare = line.strip()
        if bare in told or _FENCE.match(line) or not bare:
            continue
        if prompt := _PROMPT.match(line):
            code.append(line[prompt.end() :])
        elif is_code(line):
            code.append(line.rstrip())
        else:
            prose.append(bare)
    return tuple(code), "\n".join(prose)


def told_lines(exception: ReportedException) -> Iterator[str]:
    """The lines of an error that the report has already: its source lines and its message."""
    yield exception.message
    yield f"{exception.type}: {exception.message}"
    for frame in exception.frames:
        yield (frame.source or "").strip()
        yield from (item.source.strip() for item in frame.context)


def outside(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are not between the head of a traceback and its error line."""
    is_inside = False
    for line in lines:
        if TRACEBACK_HEAD in line or read_head(line):
            is_inside = True
        elif is_inside and line.strip() and not line[0].isspace():
            is_inside = False
        elif not is_inside:
            yield line


def is_code(line: str) -> bool:
    """Whether a line reads as a statement of Python or as a command."""
    if len(line) > STATEMENT_CHARACTERS:
        return False
    bare = line.strip()
    if bare.startswith("#"):
        return False
    if _COMMAND.match(line):
        return True
    return bool(_MAY_BE_CODE.search(bare)) and (is_statement(bare) or bool(_OPENING.match(bare)))


def is_statement(bare: str) -> bool:
    """Whether Python reads `bare` as a statement that does something."""
    if bare.startswith(("elif ", "else:", "except", "finally:")):
        return _COMPOUND.match(bare) is not None
    try:
        body = ast.parse(f"{bare} pass" if _COMPOUND.match(bare) else bare).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    node = body[0] if body else None
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await) and " (" not in bare
    return is_call or isinstance(node, (*_SIMPLE, *_BLOCKS))
