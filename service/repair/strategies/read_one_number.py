"""Reduces a tensor of several elements that is read as one number: how is open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.out_of_place import method_of
from whygrad.tracing.findings import Finding

TITLE = words("Reduce it to one number with .{how}()", "用 .{how}() 归约成一个数")
WHY = words("Only a tensor of one element can be read as a number.", "只有单个元素的张量才能当作一个数读取。")
ASSUMES = {
    "mean": words("the mean over the elements is wanted", "需要的是各元素的平均值"),
    "norm": words("the norm over the elements is wanted", "需要的是各元素的范数"),
    "sum": words("the sum over the elements is wanted", "需要的是各元素之和"),
}


@strategy("item-non-scalar")
def read_one_number(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `x.item()` or `float(x)`; the norm first where the name says so."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    if not isinstance(node, ast.Call):
        return
    read = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0] if node.args else None
    if read is None:
        return
    ways = ("norm", "mean", "sum") if "norm" in source.segment(read) else ("mean", "sum")
    for how in ways:
        title = {language: text.format(how=how) for language, text in TITLE.items()}
        text = source.apply([source.replace(read, method_of(source, read, f".{how}()"))])
        yield Proposal(f"{how}-before-number", text, title, WHY, None, {}, ASSUMES[how])
