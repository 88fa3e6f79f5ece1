"""Programs and diffs in colour; the colours themselves are in the stylesheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from whygrad.answers.markdown import shorten_diff

_LEXER = PythonLexer(stripnl=False, ensurenl=False)
_FORMATTER = HtmlFormatter(nowrap=True)
_PROGRAMS_KEPT = 4096
_GAP = "..."


@dataclass(frozen=True)
class DiffLine:
    """One line of a diff: `+`, `-` or a blank, and the code."""

    mark: str
    code: Markup


def colour(code: str) -> Markup:
    """Python code with its tokens marked; nothing of it is remembered."""
    return Markup(highlight(code, _LEXER, _FORMATTER).rstrip("\n"))


@lru_cache(_PROGRAMS_KEPT)
def colour_program(code: str) -> Markup:
    """A program of the knowledge."""
    return colour(code)


@lru_cache(_PROGRAMS_KEPT)
def read_diff(diff: str) -> tuple[DiffLine, ...]:
    """What a unified diff of the knowledge changes, with the lines around it; `⋮` stands for what is left out."""
    return tuple(map(_read_line, shorten_diff(diff).splitlines()))


def _read_line(line: str) -> DiffLine:
    return DiffLine("⋮", Markup()) if line == _GAP else DiffLine(line[:1] or " ", colour(line[1:]))
