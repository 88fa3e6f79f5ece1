"""Gives the optimizer the parameters that it lacks: whether they are to be trained is open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from whygrad.tracing.findings import Finding

TITLE = words("Give the optimizer these parameters, too", "把这些参数也交给优化器")
WHY = words("They get gradients, but no optimizer holds them.", "它们得到了梯度，却没有优化器持有它们。")
ASSUMES = words("they are to be trained by this optimizer, with its options", "它们由这个优化器按其选项训练")


@strategy("silent-optimizer-never-gets-params")
def give_parameters(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the first argument of the optimizer."""
    call = source.expression_at(finding.stack[-1]) if finding.stack else None
    modules = finding.facts.get("modules") or []
    if isinstance(call, ast.Call) and call.args and modules:
        given = [f"*{source.segment(call.args[0])}", *(f"*{name}.parameters()" for name in modules)]
        text = source.apply([source.replace(call.args[0], f"[{', '.join(given)}]")])
        yield Proposal("all-parameters", text, TITLE, WHY, None, {}, ASSUMES)
