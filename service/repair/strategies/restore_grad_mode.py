"""Has grad mode come back on after a function, or a part of the program, that switched it off for good."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

TITLE = words("Switch grad mode off with no_grad(), for that part alone", "用 no_grad() 只在这一段关闭梯度")
WHY = words(
    "set_grad_enabled(False) stays in force after the function has returned; a with block ends with it.",
    "set_grad_enabled(False) 在函数返回后仍然有效；with 块会随代码段一起结束。",
)
ON_TITLE = words("Switch grad mode on again before training", "训练之前重新打开梯度")
ON_WHY = words(
    "set_grad_enabled(False) holds until it is switched on again.", "set_grad_enabled(False) 一直有效，直到重新打开。"
)
ASSUMES = words("from here on gradients are wanted", "从这里开始需要梯度")
FAMILIES = ("no-grad-fn", "silent-detach-in-forward", "silent-loss-requires-grad-hack")


@strategy(*FAMILIES)
def restore_grad_mode(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At every `set_grad_enabled(False)` that stands as a statement."""
    if finding.facts.get("grad_enabled", True):
        return
    for statement in source.walk(ast.Expr):
        if not is_switch(statement) or not source.stands_alone(statement):
            continue
        if next(source.enclosing(statement, ast.FunctionDef), None) is not None:
            yield from as_block(source, statement)
        else:
            yield from switched_on(source, statement)


def is_switch(statement: ast.Expr) -> bool:
    """`torch.set_grad_enabled(False)`."""
    call = statement.value
    return (
        isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("set_grad_enabled")
        and ast.unparse(call).endswith("(False)")
    )


def as_block(source: Source, statement: ast.Expr) -> Iterator[Proposal]:
    """What follows in the same suite under `with torch.no_grad():`; sure where that calculates something."""
    suite = source.suite_of(statement)
    rest = suite[suite.index(statement) + 1 :]
    if not rest or not all(source.stands_alone(piece) for piece in rest):
        return
    block = source.indented(rest[0], rest[-1], f"with {torch_name(source)}.no_grad():")
    text = source.apply([source.remove(statement), block])
    calculates = any(isinstance(piece, ast.Assign | ast.AugAssign | ast.For | ast.Return) for piece in rest)
    yield Proposal("no-grad-block", text, TITLE, WHY, "grad-mode-returns", {}, None if calculates else ASSUMES)


def switched_on(source: Source, statement: ast.Expr) -> Iterator[Proposal]:
    """`set_grad_enabled(True)` before the top level's first loop or call that trains."""
    suite = source.suite_of(statement)
    for piece in suite[suite.index(statement) + 1 :]:
        if any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in ast.walk(piece)):
            line = f"{torch_name(source)}.set_grad_enabled(True)"
            text = source.apply([source.insert_before(piece, [line])])
            yield Proposal("grad-mode-on", text, ON_TITLE, ON_WHY, None, {}, ASSUMES)
            return
