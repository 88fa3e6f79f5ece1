"""Makes a tensor require grad where it is made: whether it is to be trained is open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.leaf_of_expression import wrapped
from whygrad.tracing.findings import Finding

TITLE = words("Let the tensor require grad", "让张量 requires_grad")
WHY = words("Only what requires grad gets a gradient.", "只有 requires_grad 的张量才会得到梯度。")
ASSUMES = words("a gradient with respect to this tensor is wanted", "需要对这个张量求梯度")


@strategy("grad-input-no-requires-grad", "grad-is-none-attributeerror")
def ask_for_gradient(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the expression that made it."""
    is_wanted = finding.facts.get("made") or finding.facts.get("requires_grad") is False
    node = source.expression_at(finding.stack[-1]) if finding.stack and is_wanted else None
    if node is not None and finding.operation not in ("", "grad", "autograd.grad"):
        text = source.apply(wrapped(source, node, ".requires_grad_()"))
        yield Proposal("requires-grad", text, TITLE, WHY, None, {}, ASSUMES)


@strategy("no-grad-fn")
def ask_where_it_is_read(finding: Finding, source: Source) -> Iterator[Proposal]:
    """Where nothing requires grad: at the assignments of the names whose `.grad` the program reads."""
    if finding.operation != "backward":
        return
    attributes = [node for node in source.walk(ast.Attribute) if node.attr == "grad"]
    read = {ast.unparse(node.value) for node in attributes if isinstance(node.ctx, ast.Load)}
    made = [s for s in source.walk(ast.Assign) if isinstance(s.value, ast.Call) and ast.unparse(s.targets[0]) in read]
    if made:
        text = source.apply([change for s in made for change in wrapped(source, s.value, ".requires_grad_()")])
        yield Proposal("requires-grad", text, TITLE, WHY, None, {}, ASSUMES)
