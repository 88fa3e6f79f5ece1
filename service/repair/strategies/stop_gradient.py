"""Detaches a tensor whose requires_grad the program switches off although it has a graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from whygrad.tracing.findings import Finding

TITLE = words("Detach it instead", "改用 detach()")
WHY = words(
    "requires_grad can be switched off for leaves alone; detach() gives the same values without the graph.",
    "只有叶子张量才能关闭 requires_grad；detach() 给出同样的数值，但不带计算图。",
)
ASSUMES = words("no gradient is to flow back through here", "梯度不应当从这里流回去")


@strategy("nonleaf-requires-grad-flag")
def stop_gradient(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `x.requires_grad = False` or `x.requires_grad_(False)`."""
    statement = source.statement_around(finding.stack[-1]) if finding.stack else None
    name = switched_off(statement)
    if statement is not None and name is not None:
        text = source.apply([source.replace(statement, f"{name} = {name}.detach()")])
        yield Proposal("detach", text, TITLE, WHY, None, {}, ASSUMES)


def switched_off(statement: ast.stmt | None) -> str | None:
    """What a statement switches requires_grad off for, as text."""
    flag: ast.expr | None = None
    if isinstance(statement, ast.Assign):
        flag = statement.targets[0]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        flag = statement.value.func
    is_flag = isinstance(flag, ast.Attribute) and flag.attr in ("requires_grad", "requires_grad_")
    return ast.unparse(flag.value) if is_flag and isinstance(flag, ast.Attribute) else None
