"""Skips zeroing a gradient that is not there yet."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone
from whygrad.tracing.findings import Finding

TITLE = words("Zero the gradient only where there is one", "有梯度时才清零")
WHY = words(
    "Before the first backward() `.grad` is None; there is nothing to zero.",
    "第一次 backward() 之前 `.grad` 是 None，没有可清零的内容。",
)


@strategy("grad-is-none-attributeerror")
def guard_absent_gradient(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `x.grad.zero_()` that runs before any backward."""
    stack = finding.facts.get("error_stack") or finding.stack
    if finding.facts.get("backwards") or not finding.facts.get("requires_grad") or not finding.facts.get("is_leaf"):
        return
    statement = source.statement_at(stack[-1].line) if stack else None
    gradient = zeroed(statement)
    if statement is None or gradient is None:
        return
    own, alone_statement = alone(source, statement)
    text = own.apply([own.indented(alone_statement, alone_statement, f"if {gradient} is not None:")])
    yield Proposal("guard-before-first-backward", text, TITLE, WHY, "absent-gradient", {"line": statement.lineno})


def zeroed(statement: ast.stmt | None) -> str | None:
    """`p.grad` of a statement that zeroes it."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    gradient = call.func.value
    if isinstance(gradient, ast.Attribute) and gradient.attr == "data":
        gradient = gradient.value
    is_zero = call.func.attr in ("zero_", "detach_") or (
        call.func.attr == "fill_" and ast.unparse(call).endswith("(0)")
    )
    return (
        ast.unparse(gradient) if is_zero and isinstance(gradient, ast.Attribute) and gradient.attr == "grad" else None
    )
