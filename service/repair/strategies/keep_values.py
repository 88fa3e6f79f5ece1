"""Keeps values in place of tensors whose graphs would all be kept with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.leaf_of_expression import wrapped
from whygrad.tracing.findings import Finding

TITLE = words("Keep the value, not the graph", "只保存数值，不保存计算图")
WHY = words(
    "A tensor that is kept keeps the graph behind it; its value is enough here.",
    "保存张量就会保存它背后的计算图；这里只需要数值。",
)


@strategy("silent-loss-history-leak")
def keep_values(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `total += loss` and `history.append(loss)`: the number, then the detached tensor."""
    kept = added_to(source, str(finding.facts.get("name")))
    for method in (".item()", ".detach()") if kept else ():
        text = source.apply([change for node in kept for change in wrapped(source, node, method)])
        yield Proposal("keep-value", text, TITLE, WHY, "kept-as-values", {"numbers": True})


def added_to(source: Source, name: str) -> list[ast.expr]:
    """What a program adds to a sum, or appends to a list, of that name."""
    sums = [s.value for s in source.walk(ast.AugAssign) if ast.unparse(s.target) == name]
    calls = [call for call in source.walk(ast.Call) if ast.unparse(call.func) == f"{name}.append"]
    return sums + [call.args[0] for call in calls if len(call.args) == 1] + addends(source, name)


def addends(source: Source, name: str) -> list[ast.expr]:
    """The other side of `total = total + loss`."""
    found: list[ast.expr] = []
    for statement in source.walk(ast.Assign):
        value = statement.value
        if ast.unparse(statement.targets[0]) != name or not isinstance(value, ast.BinOp):
            continue
        sides = [value.left, value.right]
        if isinstance(value.op, ast.Add) and name in map(ast.unparse, sides):
            found += [side for side in sides if ast.unparse(side) != name]
    return found
