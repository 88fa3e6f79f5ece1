"""Writes through the graph in place of `.data`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from service.repair.strategies.out_of_place import rewritten_line
from whygrad.tracing.findings import Finding

TITLE = words("Make a new tensor instead of writing through .data", "不要通过 .data 修改，生成一个新张量")
WHY = words(
    "Backward does not notice a write through .data and uses wrong values.",
    "反向传播察觉不到通过 .data 的修改，会用错误的数值。",
)
ASSUMES = words("the change is part of what is differentiated", "这次修改属于被求导的计算")


@strategy("silent-data-inplace")
def write_without_data(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the statement."""
    line = finding.line or 0
    nodes = [node for statement in source.statements_on(line) for node in ast.walk(statement)]
    data = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "data"]
    if not data:
        return
    spans = [(source.span(node.value)[1], source.span(node)[1]) for node in data]
    bare = Source(source.apply([Replacement(start, end, "") for start, end in spans]))
    for text in rewritten_line(bare, line):
        yield Proposal("out-of-place", text, TITLE, WHY, None, {}, ASSUMES)
