"""Gives the optimizer a list of tensors."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from whygrad.tracing.findings import Finding

TITLE = words("Give the optimizer a list of tensors", "把张量列表交给优化器")
WHY = words(
    "An optimizer takes an iterable of tensors: [tensor], or model.parameters().",
    "优化器接受由张量组成的可迭代对象：[tensor] 或 model.parameters()。",
)


@strategy("optimizer-params-type")
def list_of_tensors(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the first argument of the optimizer."""
    call = source.expression_at(finding.stack[-1]) if finding.stack else None
    if not isinstance(call, ast.Call):
        return
    named = [word.value for word in call.keywords if word.arg == "params"]
    given = call.args[0] if call.args else named[0] if named else None
    if given is None:
        return
    kind = finding.facts["given"]
    changes: list[Replacement] = []
    if kind == "tensor":
        changes = [source.replace(given, f"[{source.segment(given)}]")]
    elif kind == "dict":
        changes = [source.replace(given, f"{source.segment(given)}.values()")]
    elif kind == "module":
        changes = [source.replace(given, f"{source.segment(given)}.parameters()")]
    elif isinstance(given, ast.ListComp) and "generator" in finding.facts["items"]:
        changes = [flattened(source, given)]
    elif isinstance(given, ast.List | ast.Tuple) and "generator" in finding.facts["items"]:
        items = zip(given.elts, finding.facts["items"], strict=False)
        changes = [source.replace(item, f"*{source.segment(item)}") for item, of in items if of == "generator"]
    elif isinstance(given, ast.List | ast.Tuple) and "module" in finding.facts["items"]:
        items = zip(given.elts, finding.facts["items"], strict=False)
        changes = [
            source.replace(item, f"*{source.segment(item)}.parameters()") for item, of in items if of == "module"
        ]
    if changes:
        yield Proposal("list-of-tensors", source.apply(changes), TITLE, WHY, "tensor-is-list-of-one")


def flattened(source: Source, given: ast.ListComp) -> Replacement:
    """`[p for m in modules for p in m.parameters()]` for `[m.parameters() for m in modules]`."""
    start, end = source.span(given)
    loops = source.text[source.span(given.elt)[1] : end - 1].strip()
    return Replacement(start, end, f"[parameter {loops} for parameter in {source.segment(given.elt)}]")
