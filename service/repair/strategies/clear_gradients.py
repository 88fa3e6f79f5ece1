"""Clears gradients that an update has used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone
from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Place

TITLE = words("Clear the gradients in every iteration", "每次迭代都清除梯度")
WHY = words(
    "backward() adds to .grad; without clearing, each update uses the sum of all gradients so far.",
    "backward() 会累加到 .grad；不清除的话，每次更新用的都是至今所有梯度之和。",
)
RULE, FACTS = "used-gradient-is-gone", {"cleared_gradients": True}


@strategy("silent-missing-zero-grad")
def clear_gradients(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`optimizer.zero_grad()` before backward; for an update by hand, `.grad = None` after it."""
    stacks = [stack for stack in finding.facts["step_stacks"] if stack]
    if finding.facts["step_stacks"]:
        for text in cleared_by_optimizer(source, finding.facts["backward_stack"][-1], [stack[-1] for stack in stacks]):
            yield Proposal("zero-grad", text, TITLE, WHY, RULE, FACTS)
        return
    update = source.statement_at(finding.facts["update_stack"][-1].line) if finding.facts["update_stack"] else None
    if update is None or (target := gradient_in(update)) is None:
        return
    own, statement = alone(source, update)
    yield from after_update(own, statement, target)


def cleared_by_optimizer(source: Source, backward: Place, steps: list[Place]) -> Iterator[str]:
    """`zero_grad()` before backward where both stand in one function, else after the step."""
    calls = [call for place in steps if isinstance(call := source.expression_at(place), ast.Call)]
    lines = {ast.unparse(call.func).removesuffix(".step") + ".zero_grad()": call for call in calls}
    if all(place.function == backward.function for place in steps):
        statement = source.statement_at(backward.line)
        if statement is not None and lines:
            own, statement = alone(source, statement)
            yield own.apply([own.insert_before(statement, lines)])
    elif len(lines) == 1:
        line, call = next(iter(lines.items()))
        own, statement = alone(source, source.statement_of(call))
        yield own.apply([own.insert_after(statement, [line])])


def gradient_in(statement: ast.stmt) -> str | None:
    """`p.grad` in an update of `p`."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            return ast.unparse(node)
    return None


def after_update(source: Source, statement: ast.stmt, target: str) -> Iterator[Proposal]:
    """`p.grad = None` after the last statement that reads it."""
    suite = source.suite_of(statement)
    last = [other for other in suite if target in ast.unparse(other) or other is statement][-1]
    own, last = alone(source, last)
    text = own.apply([own.insert_after(last, [f"{target} = None"])])
    yield Proposal("clear-after-update", text, TITLE, WHY, RULE, FACTS)
