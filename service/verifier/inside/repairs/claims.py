"""What is to be proven: a candidate for a program, which rules say what is meant, and where their texts differ."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.repair.proposals import Proposal
from service.verifier.inside.repairs.comparing import Tolerance
from service.verifier.inside.repairs.rules.base import RULES


@dataclass(frozen=True)
class Claim:
    """A candidate for a program, with the rules that are to prove it."""

    original: str
    candidate: str
    rules: tuple[tuple[str, dict[str, Any]], ...]
    tolerance: Tolerance


def claim_of(original: str, chain: Sequence[tuple[Proposal, str]]) -> Claim | None:
    """What is to be proven of a chain of edits, each with the text it was made of; None where one has no rule."""
    rules: dict[str, list[dict[str, Any]]] = {}
    open_names: set[str] = set()
    cleared = numbers = False
    for proposal, before in chain:
        if proposal.rule is None:
            return None
        facts = mapped(proposal.facts, before, original)
        open_names.update(facts.pop("open_names", ()))
        cleared = facts.pop("cleared_gradients", False) or cleared
        numbers = facts.pop("numbers", False) or numbers
        known = rules.setdefault(proposal.rule, [])
        if facts not in known:
            known.append(facts)
    flat = tuple((name, facts) for name, known in rules.items() for facts in merged(known))
    driven = any(RULES[name].is_engine for name in rules)
    return Claim(
        original, chain[-1][0].text, flat, Tolerance(frozenset(open_names), cleared, driven, numbers or driven)
    )


def merged(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts that only list things are one application of the rule."""
    if len(known) > 1 and all(isinstance(value, list) for facts in known for value in facts.values()):
        keys = {key for facts in known for key in facts}
        return [{key: [item for facts in known for item in facts.get(key, [])] for key in keys}]
    return known


def mapped(facts: dict[str, Any], before: str, original: str) -> dict[str, Any]:
    """Lines of a text between two edits as lines of the original."""
    if before == original:
        return dict(facts)
    lines = line_map(before, original)
    found = dict(facts)
    if "lines" in found:
        found["lines"] = [lines.get(line, line) for line in found["lines"]]
    if "line" in found:
        found["line"] = lines.get(found["line"], found["line"])
    if "span" in found:
        line, column, end_line, end_column = found["span"]
        found["span"] = (lines.get(line, line), column, lines.get(end_line, end_line), end_column)
    return found


def line_map(text: str, other: str) -> dict[int, int]:
    """For each line of a text that the other has too, its number there."""
    matcher = difflib.SequenceMatcher(None, text.splitlines(), other.splitlines(), autojunk=False)
    return {
        block.a + index + 1: block.b + index + 1
        for block in matcher.get_matching_blocks()
        for index in range(block.size)
    }


def changed_lines(original: str, candidate: str) -> frozenset[int]:
    """The lines of a candidate that the original does not have."""
    kept = set(line_map(candidate, original))
    return frozenset(number for number in range(1, len(candidate.splitlines()) + 1) if number not in kept)


def loop_names(text: str, lines: frozenset[int]) -> frozenset[str]:
    """What the loops on some lines of a program count with: a loop that an edit brings along may use a name again."""
    targets = [node.target for node in ast.walk(ast.parse(text)) if isinstance(node, ast.For) and node.lineno in lines]
    return frozenset(n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))


def parses(text: str) -> bool:
    """Whether a text is a program."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
