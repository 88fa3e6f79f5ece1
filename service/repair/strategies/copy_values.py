"""Copies the values of a tensor in place of the tensor with its graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.leaf_of_expression import wrapped
from service.repair.strategies.out_of_place import method_of
from whygrad.tracing.findings import Finding

TITLE = words("Copy the values: detach().clone()", "拷贝数值：detach().clone()")
WHY = words(
    "Only leaves can be deep-copied; a copy of an intermediate result is a copy of its values.",
    "只有叶子张量支持 deepcopy；中间结果的拷贝就是数值的拷贝。",
)
KEPT_TITLE = words("Keep the values in the module, not the graph", "模块里只保存数值，不保存计算图")
KEPT_WHY = words(
    "A module whose attribute holds a tensor with its graph cannot be copied; the detached tensor has the same values.",
    "模块的属性里有带计算图的张量，就无法 deepcopy；detach 之后数值不变。",
)
KEPT_ASSUMES = words("no gradient is to flow through what the module keeps", "梯度不需要流过模块里保存的张量")


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


@strategy("deepcopy-nonleaf")
def keep_values(finding: Finding, source: Source) -> Iterator[Proposal]:
    """Where a module keeps a tensor with its graph in an attribute, so that the module cannot be copied."""
    kept = [s for s in source.walk(ast.Assign) if sets_one_of(s, finding.facts["attributes"])]
    if kept:
        text = source.apply([change for s in kept for change in wrapped(source, s.value, ".detach()")])
        yield Proposal("keep-values", text, KEPT_TITLE, KEPT_WHY, None, {}, KEPT_ASSUMES)


def sets_one_of(statement: ast.Assign, attributes: list[str]) -> bool:
    """Whether it gives one of the attributes something that is no constant."""
    target = statement.targets[0]
    is_one = isinstance(target, ast.Attribute) and target.attr in attributes
    return is_one and not isinstance(statement.value, ast.Constant)
