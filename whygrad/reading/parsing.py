"""Parses lines of a paste as Python does, which warns of what it finds odd: nobody here wants to hear of that."""

from __future__ import annotations

import ast
import warnings
from typing import Any

PASTE = "<paste>"

# For the whole process, as `warnings.catch_warnings` is not safe in threads; of this one file, which is none.
warnings.filterwarnings("ignore", module=PASTE)


class NotPython(ValueError):
    """A text is no Python, or too deep to be read as such."""


def parse_statements(text: str) -> list[ast.stmt]:
    """The statements of a text; raises `NotPython`."""
    try:
        return ast.parse(text, PASTE).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NotPython from error


def parse_literal(text: str) -> Any:  # noqa: ANN401 - any literal
    """The value of a literal; raises `NotPython`."""
    try:
        return ast.literal_eval(ast.parse(text, PASTE, mode="eval"))
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        raise NotPython from error
