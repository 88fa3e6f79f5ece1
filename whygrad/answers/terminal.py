"""Lays Markdown out for a terminal: paragraphs wrapped, Chinese too, and programs as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from whygrad.answers.markdown import diagnosis_markdown
from whygrad.answers.replies import Diagnosis

WIDTH = 100
INDENT = "    "

_FENCED = re.compile(r"^(?P<marks>`{3,})\w*\n(?P<program>.*?)\n(?P=marks)$", re.MULTILINE | re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"^(?=- |\d{1,3}\. )", re.MULTILINE)
_ITEM_MARK = re.compile(r"- |\d{1,3}\. ")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_STRONG = re.compile(r"\*\*([^*\n]+)\*\*")
_LINE_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff])")  # Chinese joins without a blank
# What a line may end after: a word, or a Chinese character, with the punctuation that belongs to it and a blank.
_PIECE = re.compile(
    r"""
    [（“‘《「]* (?: [\u3400-\u9fff] [，。；：！？、）”’》」]* | [^\s\u3400-\u9fff（“‘《「]+ ) [ ]?
    | .
    """,
    re.VERBOSE,
)


def render_terminal(diagnosis: Diagnosis, language: str) -> str:
    """A diagnosis as plain text."""
    return lay_out(diagnosis_markdown(diagnosis, language))


def lay_out(markdown: str) -> str:
    """Markdown as plain text of at most `WIDTH` columns; programs and tables keep their lines."""
    return "\n\n".join(lay_out_blocks(markdown)) + "\n"


def lay_out_blocks(markdown: str) -> Iterator[str]:
    """Each block as plain text."""
    end = 0
    for fenced in _FENCED.finditer(markdown):
        yield from lay_out_prose(markdown[end : fenced.start()])
        yield "\n".join(f"{INDENT}{line}".rstrip() for line in fenced["program"].split("\n"))
        end = fenced.end()
    yield from lay_out_prose(markdown[end:])


def lay_out_prose(prose: str) -> Iterator[str]:
    """Headings, lists, tables and paragraphs."""
    for block in _BLANK_LINES.split(prose.strip()):
        if block.startswith("|"):
            yield unmark(block)
        elif block.strip():
            yield "\n".join(wrap(item) for item in _ITEM.split(block.lstrip("# ")) if item)


def wrap(text: str) -> str:
    """A paragraph or an item of a list in lines of at most `WIDTH` columns, where its words permit."""
    mark = _ITEM_MARK.match(text)
    hanging = " " * len(mark[0]) if mark else ""
    plain = unmark(_LINE_BREAK.sub("", text.strip()))
    lines = [""]
    for piece in _PIECE.findall(" ".join(plain.split())):
        if columns(lines[-1] + piece.rstrip()) > WIDTH and lines[-1].strip():
            lines.append(hanging)
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def unmark(text: str) -> str:
    """The text without the marks of links and of what is strong."""
    return _STRONG.sub(r"\1", _LINK.sub(r"\1", text))


def columns(text: str) -> int:
    """How many columns a text takes: a Chinese character two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
