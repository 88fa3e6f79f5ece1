"""Puts an update of a leaf, which is not to be differentiated, under `torch.no_grad()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone
from service.repair.strategies.out_of_place import is_in_place
from whygrad.tracing.findings import Finding

TITLE = words("Update the leaf under torch.no_grad()", "在 torch.no_grad() 下更新叶子张量")
WHY = words(
    "An update is not part of the function that is differentiated; under no_grad autograd does not record it.",
    "更新不属于被求导的函数；放在 no_grad 下，autograd 就不会记录它。",
)
ASSUMES = words(
    "the write is an update and gradients need not flow through what is written",
    "这次写入只是更新，梯度不需要流过被写入的值",
)


@strategy("leaf-inplace", "leaf-view-inplace")
def update_under_no_grad(finding: Finding, source: Source) -> Iterator[Proposal]:
    """Wrap the statement, with the writes to the same tensor and the updates of others that follow it."""
    if not finding.stack:
        return
    statement = source.statement_at(finding.stack[-1].line)
    if statement is None:
        return
    own, statement = alone(source, statement)
    target = written(statement)
    suite = own.suite_of(statement)
    last = statement
    for following in suite[suite.index(statement) + 1 :]:
        if target is None or (written(following) != target and not goes_by_its_gradient(following)):
            break
        last = following
    head = f"with {torch_name(own)}.no_grad():"
    text = own.apply([own.indented(statement, last, head)])
    is_open = finding.facts.get("others_require_grad")
    yield Proposal("no-grad-update", text, TITLE, WHY, "leaf-write-is-update", {}, ASSUMES if is_open else None)


def goes_by_its_gradient(statement: ast.stmt) -> bool:
    """Whether it changes a tensor by its own gradient."""
    target = written(statement)
    reads = {ast.unparse(node) for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
    return target is not None and f"{target}.grad" in reads


def written(statement: ast.stmt) -> str | None:
    """The tensor that a statement writes to in place, as text; a gradient is not its tensor."""
    if isinstance(statement, ast.AugAssign):
        target: ast.expr = statement.target
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
        target = statement.targets[0]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and is_in_place(statement.value):
        target = statement.value.func.value  # type: ignore[attr-defined]
    else:
        return None
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target)


def torch_name(source: Source) -> str:
    """The name under which the program has torch."""
    for node in source.walk(ast.Import):
        for alias in node.names:
            if alias.name == "torch":
                return alias.asname or "torch"
    return "torch"
