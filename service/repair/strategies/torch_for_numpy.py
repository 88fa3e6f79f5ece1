"""Calculates with torch what was calculated with NumPy between the prediction and the loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, Suite
from service.repair.strategies.keep_in_graph import ASSUMES, COPIES, FAMILIES, READS, name_of, without_copy
from service.repair.strategies.soft_choice import flags_off
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding
from whygrad.tracing.places import word_set

TITLE = words("Calculate it with torch, so that it stays in the graph", "改用 torch 计算，让它留在计算图中")
WHY = words(
    "NumPy's arrays carry no graph; the same functions of torch do.", "NumPy 数组不带计算图；torch 的同名函数带。"
)
SAME_NAME = word_set("mean sum abs square sqrt exp log log1p maximum minimum where tanh sin cos dot matmul sign stack")
OTHER_NAME = {"clip": "clamp", "power": "pow", "concatenate": "cat"}


@strategy(*FAMILIES, "numpy-requires-grad")
def torch_for_numpy(finding: Finding, source: Source) -> Iterator[Proposal]:
    """From the statement that cut to the one that makes a tensor of the array again, in one suite."""
    if finding.operation not in ("detach", "numpy", "cpu") or finding.line is None:
        return
    cut = source.statement_at(finding.line)
    if cut is None:
        return
    suite = source.suite_of(cut)
    end = copying(suite, suite.index(cut))
    if end is None:
        return
    statements = suite[suite.index(cut) : end + 1]
    changes = [change for statement in statements for change in rewritten(source, statement)]
    if changes:
        text = source.apply([*changes, *flags_off(source)])
        yield Proposal("torch-for-numpy", text, TITLE, WHY, "driven-by-candidate", {}, None, ASSUMES)


def copying(suite: Suite, begin: int) -> int | None:
    """The position of the first statement from there on that makes a tensor of an array."""
    return next((at for at in range(begin, len(suite)) if copies_in(suite[at])), None)


def copies_in(node: ast.AST) -> list[ast.Call]:
    """The calls that make a tensor of numbers."""
    calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and call.args]
    return [call for call in calls if name_of(call.func) in COPIES]


def rewritten(source: Source, statement: ast.stmt) -> Iterator[Replacement]:
    """Reads and copies taken away, functions of NumPy called in torch."""
    for copy in copies_in(statement):
        start, end = source.span(copy)
        first, last = source.span(copy.args[0])
        bracketed = without_copy(source, copy).startswith("(") and not source.segment(copy.args[0]).startswith("(")
        yield Replacement(start, first, "(" if bracketed else "")
        yield Replacement(last, end, ")" if bracketed else "")
    for call in [node for node in ast.walk(statement) if isinstance(node, ast.Call)]:
        function = call.func
        if not isinstance(function, ast.Attribute):
            continue
        if function.attr in READS and not call.args:
            yield Replacement(source.span(function.value)[1], source.span(call)[1], "")
        elif ast.unparse(function.value) in ("np", "numpy") and function.attr in SAME_NAME | OTHER_NAME.keys():
            name = OTHER_NAME.get(function.attr, function.attr)
            yield source.replace(function, f"{torch_name(source)}.{name}")
