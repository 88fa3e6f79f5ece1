"""Masks the input of a function, not its result alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

TITLE = words("Mask before the function, too", "在函数之前也做掩码")
WHY = words(
    "where() takes the value of one branch, but backward runs through both, and 0 times infinity is NaN.",
    "where() 只取一个分支的值，但反向传播会经过两个分支，而 0 乘无穷是 NaN。",
)


@strategy("silent-where-nan-trap")
def mask_before(finding: Finding, source: Source) -> Iterator[Proposal]:
    """The argument of the function becomes 1 where its result is not taken."""
    where = source.expression_at(finding.stack[-1]) if finding.stack else None
    inner_stack = finding.facts["inner_stack"]
    inner = source.expression_at(inner_stack[-1]) if inner_stack else None
    argument = argument_of(inner)
    if not isinstance(where, ast.Call) or argument is None:
        return
    condition = condition_of(where)
    if condition is None:
        return
    torch = torch_name(source)
    value = source.segment(argument)
    mask = source.segment(condition)
    is_taken = finding.facts["branch"] == 1
    safe = f"{torch}.where({mask}, {value}, {torch}.ones_like({value}))"
    other = f"{torch}.where({mask}, {torch}.ones_like({value}), {value})"
    text = source.apply([source.replace(argument, safe if is_taken else other)])
    yield Proposal("mask-before-function", text, TITLE, WHY, "zero-stays-zero")


def argument_of(node: ast.expr | None) -> ast.expr | None:
    """What a function is taken of; the denominator of a division."""
    if isinstance(node, ast.BinOp):
        return node.right if isinstance(node.op, ast.Div) else node.left
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    is_function = ast.unparse(node.func.value) in ("torch", "th", "F", "torch.nn.functional")
    if not is_function:
        return node.func.value
    return (
        node.args[1]
        if node.func.attr in ("div", "true_divide") and len(node.args) > 1
        else node.args[0]
        if node.args
        else None
    )


def condition_of(where: ast.Call) -> ast.expr | None:
    """The condition of `torch.where(c, a, b)` or `a.where(c, b)`."""
    if len(where.args) == 3:
        return where.args[0]
    return where.args[0] if len(where.args) == 2 else None
