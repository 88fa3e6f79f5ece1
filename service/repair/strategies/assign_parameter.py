"""Assigns a Parameter where a parameter is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.out_of_place import method_of
from service.repair.strategies.register_children import nn_name
from whygrad.tracing.findings import Finding

TITLE = words("Assign an nn.Parameter with that value", "赋值为带该数值的 nn.Parameter")
WHY = words(
    "The name belongs to a parameter, and a module keeps only Parameters under it.",
    "这个名字属于一个参数，模块在该名字下只保存 Parameter。",
)
ASSUMES = words(
    "the parameter is to start from this value, and what it was made of is not to be trained through it",
    "参数从这个数值开始训练，不需要通过它训练生成它的张量",
)


@strategy("module-assign-non-parameter")
def assign_parameter(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the assignment."""
    statement = source.statement_at(finding.stack[-1].line) if finding.stack else None
    if not isinstance(statement, ast.Assign):
        return
    value = statement.value
    text = source.apply(
        [source.replace(value, f"{nn_name(source)}.Parameter({method_of(source, value, '.detach()')})")]
    )
    is_open = finding.facts.get("in_forward")
    yield Proposal("parameter-with-value", text, TITLE, WHY, "assigned-becomes-value", {}, ASSUMES if is_open else None)
