"""Copies the values of a tensor in place of the tensor with its graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.out_of_place import method_of
from whygrad.tracing.findings import Finding

TITLE = words("Copy the values: detach().clone()", "拷贝数值：detach().clone()")
WHY = words(
    "Only leaves can be deep-copied; a copy of an intermediate result is a copy of its values.",
    "只有叶子张量支持 deepcopy；中间结果的拷贝就是数值的拷贝。",
)


@strategy("deepcopy-nonleaf")
def copy_values(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `copy.deepcopy(x)`: of a tensor, or of a list or a dict of tensors."""
    call = source.expression_at(finding.stack[-1]) if finding.stack else None
    if not isinstance(call, ast.Call) or len(call.args) != 1:
        return
    given = call.args[0]
    name = source.segment(given)
    values = f"[item.detach().clone() for item in {name}]"
    for text in (
        method_of(source, given, ".detach().clone()"),
        values,
        f"{{key: item.detach().clone() for key, item in {name}.items()}}",
    ):
        yield Proposal("copy-values", source.apply([source.replace(call, text)]), TITLE, WHY, "copies-are-values", {})
