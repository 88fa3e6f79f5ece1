"""Turns a generator that is gone through twice into a list."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from whygrad.tracing.findings import Finding

TITLE = words("Make a list of the parameters", "把参数存成列表")
WHY = words(
    "parameters() returns a generator; once it has been gone through, the optimizer finds it empty.",
    "parameters() 返回生成器；遍历过一次之后，优化器拿到的就是空的。",
)


@strategy("optimizer-empty-parameter-list")
def restart_generator(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the assignment of the name that the optimizer is given."""
    call = source.expression_at(finding.stack[-1]) if finding.stack else None
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if not finding.facts.get("exhausted") or not isinstance(given, ast.Name):
        return
    for node in source.walk(ast.Assign):
        is_it = any(isinstance(target, ast.Name) and target.id == given.id for target in node.targets)
        if is_it and isinstance(node.value, ast.Call | ast.GeneratorExp) and node.lineno < given.lineno:
            text = source.apply([source.replace(node.value, listed(source, node.value))])
            yield Proposal("list-of-parameters", text, TITLE, WHY, "generators-restart")
            return


def listed(source: Source, value: ast.expr) -> str:
    """A list of what a generator gives."""
    text = source.segment(value)
    return f"list{text}" if isinstance(value, ast.GeneratorExp) else f"list({text})"
