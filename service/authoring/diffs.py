"""What a fix changes of the program that shows the fault."""

from __future__ import annotations

import difflib


def unified_diff(before: str, after: str, name: str) -> str:
    """The unified diff that makes `after`, called `name`, of the reproduction; empty where they are the same."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, "reproduction", name))


def changed_lines(before: str, after: str) -> tuple[int, ...]:
    """The lines of `after`, from 1, that `before` does not have there."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return tuple(
        line + 1 for tag, _, _, start, end in matcher.get_opcodes() if tag != "equal" for line in range(start, end)
    )
