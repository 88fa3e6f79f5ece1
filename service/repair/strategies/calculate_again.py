"""Calculates a loss again after the step that changed the parameters it was calculated with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, Suite, counterpart
from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Stack

TITLE = words("Calculate the loss after the step", "在 step() 之后再计算这个损失")
WHY = words(
    "step() changes in place the parameters that this backward() needs; what is calculated after it uses the new ones.",
    "step() 会原地修改这次 backward() 需要的参数；在它之后计算，用的就是新的参数。",
)
ASSUMES = words(
    "this loss is meant to see the parameters as they are after the step", "这个损失应当使用 step() 之后的参数"
)


@strategy("inplace-version-mismatch")
def calculate_again(finding: Finding, source: Source) -> Iterator[Proposal]:
    """From the statement that saved the parameters to the one that calls backward, where both stand in one suite."""
    backward = source.statement_around(finding.facts["error_stack"][-1]) if finding.facts.get("by_step") else None
    if backward is None:
        return
    suite = source.suite_of(backward)
    saving = {statement_among(source, suite, stack) for stack in finding.facts["saving_stacks"]}
    own = source.separated(suite)
    for first in [counterpart(source, own, statement) for statement in suite if statement in saving]:
        yield from after_the_step(own, first, counterpart(source, own, backward))


def after_the_step(source: Source, first: ast.stmt, backward: ast.stmt) -> Iterator[Proposal]:
    """What the backward needs, from the first statement on, directly before it."""
    suite = source.suite_of(backward)
    between = suite[suite.index(first) : suite.index(backward)]
    needed = needed_by(backward, between)
    if first in needed and can_be_done_again(source, [*needed, backward]):
        text = source.apply(moved(source, backward, between, needed))
        yield Proposal("calculate-after-step", text, TITLE, WHY, None, {}, ASSUMES)


def can_be_done_again(source: Source, statements: Suite) -> bool:
    """Whether each stands on lines of its own and goes on from nothing that it sets itself."""
    goes_on = any(names_in(s, ast.Store) & names_in(s, ast.Load) for s in statements)
    return not goes_on and all(source.stands_alone(s) for s in statements)


def statement_among(source: Source, suite: Suite, stack: Stack) -> ast.stmt | None:
    """The statement of a suite during which something happened."""
    around = [source.statement_around(place) for place in stack]
    return next((statement for statement in around if statement in suite), None)


def needed_by(statement: ast.stmt, earlier: Suite) -> Suite:
    """The assignments among earlier statements from which a statement's names come."""
    names = names_in(statement, ast.Load)
    found: Suite = []
    for other in reversed(earlier):
        if isinstance(other, ast.Assign | ast.AugAssign) and names_in(other, ast.Store) & names:
            found.append(other)
            names |= names_in(other, ast.Load)
    return found[::-1]


def names_in(statement: ast.stmt, context: type[ast.expr_context]) -> set[str]:
    """The names that a statement reads, or those that it assigns."""
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


def moved(source: Source, backward: ast.stmt, between: Suite, needed: Suite) -> Iterator[Replacement]:
    """The assignments before the backward; where they stood they stay only if something else reads them there."""
    lines = [line for statement in needed for line in source.segment(statement).splitlines()]
    yield source.insert_before(backward, lines)
    others = [statement for statement in between if statement not in needed]
    read = {name for statement in others for name in names_in(statement, ast.Load)}
    for statement in reversed(needed):
        if names_in(statement, ast.Store) & read:
            read |= names_in(statement, ast.Load)
        else:
            yield source.remove(statement)
