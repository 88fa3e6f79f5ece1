"""The line that did it, for people and for the diagnosis."""

from __future__ import annotations

import linecache

from whygrad.answers.brief import show_line
from whygrad.user.last_failure import CulpritLine


def pasted(culprit: CulpritLine | None) -> str:
    """The line as a code block, as somebody would paste it below a traceback; nothing for none."""
    return f"\n```python\n{source_of(culprit)}\n```\n" if culprit else ""


def show_culprit(culprit: CulpritLine, place: str, language: str) -> str:
    """The line with a caret under what did it, and what it did; `place` is what its file is called."""
    columns = culprit.column, max(culprit.column, culprit.end_column)
    return show_line(place, culprit.line, source_of(culprit), columns, culprit.explanation[language], language)


def source_of(culprit: CulpritLine) -> str:
    """The line as it stands in its file or cell."""
    return linecache.getline(culprit.file, culprit.line).rstrip("\n")
