"""Takes a gradient so that it can be differentiated again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from whygrad.tracing.findings import Finding

TITLE = words("Take the gradient with create_graph=True", "用 create_graph=True 求梯度")
WHY = words(
    "Without it the gradient is a number without a graph, and nothing is trained or differentiated through it.",
    "不加它时梯度只是没有计算图的数值，无法再对它求导，也无法通过它训练。",
)
ASSUMES = words("gradients are meant to flow through this gradient", "梯度应当流过这个梯度")


@strategy("silent-higher-order-without-create-graph", "no-grad-fn")
def differentiable_gradient(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the call of `autograd.grad`; sure where nothing else behind the root has a graph."""
    call = source.expression_at(finding.stack[-1]) if finding.operation == "autograd.grad" and finding.stack else None
    if not isinstance(call, ast.Call) or any(word.arg == "create_graph" for word in call.keywords):
        return
    end = source.span(call)[1] - 1
    text = source.apply([Replacement(end, end, ", create_graph=True")])
    is_sure = finding.family == "no-grad-fn" and bool(finding.facts.get("only_cut"))
    yield Proposal("create-graph", text, TITLE, WHY, "grad-differentiable", {}, None if is_sure else ASSUMES)
