"""Reduces what backward starts from to a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.out_of_place import method_of
from whygrad.tracing.findings import Finding

TITLES = {
    "mean": words("Reduce the loss with .mean() before backward()", "在 backward() 之前用 .mean() 归约"),
    "sum": words("Reduce with .sum() before backward()", "在 backward() 之前用 .sum() 归约"),
}
WHY = words(
    "backward() differentiates one number; a tensor of several elements has to be reduced first.",
    "backward() 只对一个数求导；含多个元素的张量要先归约。",
)
ASSUMES = {
    "mean": words("the loss is the mean over the elements", "损失是各元素的平均值"),
    "sum": words("the loss is the sum over the elements", "损失是各元素之和"),
}


@strategy("backward-nonscalar-output")
def reduce_root(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the receiver of `backward`, or the first argument of `grad`."""
    root = root_expression(finding, source)
    if root is None:
        return
    name = root.id if isinstance(root, ast.Name) else None
    for how, is_sure in choices(finding, source, name):
        text = source.apply([source.replace(root, method_of(source, root, f".{how}()"))])
        facts = {"how": how, "open_names": [name] if name else []}
        yield Proposal(
            f"{how}-before-backward", text, TITLES[how], WHY, "root-reduced", facts, None if is_sure else ASSUMES[how]
        )


def root_expression(finding: Finding, source: Source) -> ast.expr | None:
    """What is differentiated at the failing call."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    if not isinstance(node, ast.Call):
        return None
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if (
        name == "backward"
        and isinstance(function, ast.Attribute)
        and not ast.unparse(function.value).endswith("autograd")
    ):
        return None if node.args else function.value
    if name in ("backward", "grad") and node.args:
        first = node.args[0]
        return first.elts[0] if isinstance(first, ast.List | ast.Tuple) and len(first.elts) == 1 else first
    return None


def choices(finding: Finding, source: Source, name: str | None) -> list[tuple[str, bool]]:
    """Mean and sum, the likelier first, with whether the program itself decides."""
    if finding.facts.get("elements") == 1:
        return [("sum", True)]
    hints = reductions_of(source, name) if name else set()
    if len(hints) == 1:
        how = hints.pop()
        return [(how, True)]
    if not finding.facts.get("has_optimizer") and reads_gradient(source) and not updates(source):
        return [("sum", True)]
    return [("mean", False), ("sum", False)]


def reductions_of(source: Source, name: str) -> set[str]:
    """How the program itself reduces the same name elsewhere."""
    found: set[str] = set()
    for call in source.walk(ast.Call):
        function = call.func
        if (
            isinstance(function, ast.Attribute)
            and function.attr in ("mean", "sum")
            and not call.args
            and not call.keywords
        ):
            if isinstance(function.value, ast.Name) and function.value.id == name:
                found.add(function.attr)
            if isinstance(function.value, ast.Call) and ast.unparse(function.value) in (f"{name}.detach()",):
                found.add(function.attr)
    return found


def reads_gradient(source: Source) -> bool:
    """Whether the program reads `.grad` of anything."""
    return any(node.attr == "grad" and isinstance(node.ctx, ast.Load) for node in source.walk(ast.Attribute)) or any(
        isinstance(call.func, ast.Attribute) and call.func.attr == "grad" for call in source.walk(ast.Call)
    )


def updates(source: Source) -> bool:
    """Whether the program subtracts gradients from something: it trains, by hand."""
    return any(".grad" in ast.unparse(node) for node in source.walk(ast.AugAssign)) or any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("sub_", "add_", "copy_")
        and ".grad" in ast.unparse(call)
        for call in source.walk(ast.Call)
    )


@strategy("functorch-grad-nonscalar")
def reduce_returned(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the return of the function that is differentiated."""
    line = finding.facts.get("function_line")
    functions = [node for node in source.walk(ast.FunctionDef) if node.lineno == line]
    returned = [node.value for node in ast.walk(functions[0]) if isinstance(node, ast.Return)] if functions else []
    lambdas = [node for node in source.walk(ast.Lambda) if node.lineno == line]
    if not functions and len(lambdas) == 1:
        returned = [lambdas[0].body]
    if len(returned) != 1 or returned[0] is None:
        return
    root = returned[0].elts[0] if isinstance(returned[0], ast.Tuple) and returned[0].elts else returned[0]
    one = finding.facts.get("elements") == 1
    for how in ("sum",) if one else ("mean", "sum"):
        text = source.apply([source.replace(root, method_of(source, root, f".{how}()"))])
        yield Proposal(
            f"{how}-in-function", text, TITLES[how], WHY, "root-reduced", {"how": how}, None if one else ASSUMES[how]
        )
