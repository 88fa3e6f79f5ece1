"""Keeps a function away from where its derivative is infinite: how far is open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.mask_before import argument_of
from service.repair.strategies.out_of_place import method_of
from whygrad.tracing.findings import Finding

TITLE = words("Keep the argument away from zero", "让自变量离开零点")
WHY = words("At zero the derivative is infinite, and the gradient becomes NaN.", "在零点导数为无穷，梯度会变成 NaN。")
FUNCTIONS = ("sqrt", "rsqrt", "log", "log2", "log10")
ASSUMES = words("a value changed by 1e-12 does not matter", "数值改变 1e-12 没有影响")


@strategy("silent-sqrt-zero-grad", "silent-log-zero")
def away_from_zero(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`sqrt(x)` as `sqrt(x.clamp(min=1e-12))`."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    argument = argument_of(node)
    if (
        isinstance(node, ast.Call)
        and argument is not None
        and finding.operation in ("sqrt", "log", "rsqrt", "log2", "log10")
    ):
        text = source.apply([source.replace(argument, method_of(source, argument, ".clamp(min=1e-12)"))])
        yield Proposal("clamp-argument", text, TITLE, WHY, None, {}, ASSUMES)
