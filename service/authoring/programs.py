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
    """`code` with the lines of `test` before the statement on `line` (from 1), or at its end where there is none."""
    lines = code.splitlines()
    first = None if line is None else first_line_of_statement(code, line)
    place = len(lines) if first is None else first - 1
    following = "" if first is None else lines[place]
    indent = following[: len(following) - len(following.lstrip())]
    marked = [f"print({TEST_BEGINS!r})", *test.splitlines(), f"print({TEST_ENDS!r})"]
    lines[place:place] = [indent + text for text in marked]
    return "\n".join(lines) + "\n"


def first_line_of_statement(code: str, line: int) -> int | None:
    """The first line of the innermost statement on `line`; None where none is: a traceback can name other code."""
    starts = (first_line(node) for node in statements(code) if first_line(node) <= line <= (node.end_lineno or line))
    return max(starts, default=None)


def first_line(statement: ast.stmt) -> int:
    """Where a statement begins: with its first decorator where it has one, which is run before the `def`."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return decorators[0].lineno if decorators else statement.lineno


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
