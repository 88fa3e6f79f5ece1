"""Renders a diagnosis for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

WIDTH = 100


def render_terminal(diagnosis: Mapping[str, Any]) -> str:
    """A diagnosis as `POST /v1/diagnoses` gives it, as plain text for a terminal."""
    answer = diagnosis["answer"]
    if answer is None:
        return f"No diagnosis ({diagnosis['status']})."
    case = answer["cases"][0]
    blocks = [
        f"{answer['title']}   [{answer['id']}]",
        render_frame(diagnosis["report"]["failing_frame"]),
        answer["summary"],
        "\n".join(f"* {sentence}" for sentence in answer["in_your_case"]),
        f"Why\n{answer['explanation']}",
        f"Your case: {case['title']}\n{case['explanation']}",
        render_fix(case["fixes"][0]),
        *(f"Does not work: {wrong['title']}\n  {wrong['harm']}" for wrong in case["wrong_fixes"]),
    ]
    return "\n\n".join(wrap(block) for block in blocks if block.strip())


def render_frame(frame: Mapping[str, Any] | None) -> str:
    """The failing line of the user's code, marked, with the lines around it."""
    if frame is None:
        return ""
    lines = [f"{frame['file']}, line {frame['line']}"]
    context = frame["context"] or [{"line": frame["line"], "source": frame["source"] or ""}]
    for item in context:
        mark = ">" if item["line"] == frame["line"] else " "
        lines.append(f"  {mark} {item['line']!s:>4} | {item['source']}")
    return "\n".join(lines)


def render_fix(fix: Mapping[str, Any]) -> str:
    """A fix with its program and the evidence that it works."""
    lines = [f"Fix: {fix['title']} ({fix['safety']})", fix["why"], ""]
    lines += [f"    {line}" for line in fix["code"].rstrip().splitlines()]
    for evidence in fix["evidence"]:
        lines += ["", f"Evidence: {evidence['outcome']} on torch {evidence['torch']}"]
        lines += [f"  + {check}" for check in evidence["checks"]]
    return "\n".join(lines)


def wrap(block: str) -> str:
    """Wrap prose to the width; an indented line (code), a list item and a table row keep lines of their own."""
    lines: list[str] = []
    for line in block.split("\n"):
        own_line = line.startswith((" ", "|", "* ", "- ", "Fix:", "Your case:", "Why"))
        if (
            lines
            and lines[-1]
            and line
            and not own_line
            and not lines[-1].startswith((" ", "|", "Fix:", "Your", "Why"))
        ):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(
        line if line.startswith((" ", "|")) else textwrap.fill(line, WIDTH, break_long_words=False) for line in lines
    )
