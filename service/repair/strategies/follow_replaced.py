"""Makes the optimizer anew after a parameter was replaced."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone, dotted
from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Place

TITLE = words("Make the optimizer after the parameter was replaced", "参数被替换之后再创建优化器")
WHY = words(
    "The optimizer still holds the old tensor and never sees the new one.",
    "优化器仍然持有旧张量，看不到新的张量。",
)


@strategy("silent-optimizer-stale-params")
def follow_replaced(finding: Finding, source: Source) -> Iterator[Proposal]:
    """After the statement, in the frame of the optimizer, through which the parameter was replaced."""
    made = finding.facts["optimizer_stack"]
    call = source.expression_at(made[-1]) if made else None
    statement = source.statement_of(call) if call is not None else None
    if not isinstance(statement, ast.Assign) or statement.value is not call:
        return
    place = same_function(finding.stack, made[-1])
    replaced = source.statement_at(place.line) if place else None
    if replaced is None:
        return
    name = dotted(statement.targets[0])
    text = source.segment(call) if call is not None else ""
    own, replaced = alone(source, replaced)
    later = own.apply([own.insert_after(replaced, [f"{name} = {text}"])])
    yield Proposal("optimizer-made-again", later, TITLE, WHY, "optimizer-follows")


def same_function(stack: tuple[Place, ...], made: Place) -> Place | None:
    """The innermost frame that is in the function of the optimizer."""
    return next((place for place in reversed(stack) if place.function == made.function), None)
