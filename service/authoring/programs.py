"""Composes programs from a reproduction: with a test before the line that fails, or edited for a trial."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.authoring.items import Edits

TEST_BEGINS, TEST_ENDS = "[test]", "[/test]"


class EditRefused(ValueError):
    """The old text of an edit does not stand in the program exactly once."""


def apply_edits(code: str, edits: Edits) -> str:
    """`code` with each old text replaced by the new; raises `EditRefused` where one is not there exactly once."""
    for old, new in edits:
        if (count := code.count(old)) != 1:
            raise EditRefused(f"{old!r} stands {count} times in the program, not once")
        code = code.replace(old, new)
    return code


def insert_test(code: str, test: str, line: int | None) -> str:
    """`code` with the lines of `test` before the statement that stands on `line` (from 1), or at its end."""
    lines = code.splitlines()
    place = len(lines) if line is None else first_line_of_statement(code, line) - 1
    following = lines[place] if line is not None else ""
    indent = following[: len(following) - len(following.lstrip())]
    marked = [f"print({TEST_BEGINS!r})", *test.splitlines(), f"print({TEST_ENDS!r})"]
    lines[place:place] = [indent + text for text in marked]
    return "\n".join(lines) + "\n"


def first_line_of_statement(code: str, line: int) -> int:
    """The first line of the innermost statement that stands on `line`."""
    return max(node.lineno for node in statements(code) if node.lineno <= line <= (node.end_lineno or node.lineno))


def statements(code: str) -> Iterator[ast.stmt]:
    """Every statement of a program."""
    return (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.stmt))


def printed_by_test(stdout: str) -> str | None:
    """What the test printed when it ran last; None where it did not run to its end."""
    before, ends, _ = stdout.rpartition(f"{TEST_ENDS}\n")
    _, begins, printed = before.rpartition(f"{TEST_BEGINS}\n")
    return printed.strip("\n") if ends and begins else None


def line_number_of(code: str, line: str) -> int:
    """The number, from 1, of the line that reads `line`; raises `ValueError` where there is none."""
    return [text.strip() for text in code.splitlines()].index(line) + 1
