"""Has `checkpoint` record the graph of what it runs although none of its inputs requires grad."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from whygrad.tracing.findings import Finding

TITLE = words("Use checkpoint(…, use_reentrant=False)", "使用 checkpoint(…, use_reentrant=False)")
WHY = words(
    "The reentrant checkpoint has a graph only where an input requires grad; the other one asks the parameters too.",
    "可重入的 checkpoint 只有在输入需要梯度时才有计算图；另一种实现也会看参数。",
)


@strategy("no-grad-fn", "checkpoint-none-requires-grad")
def checkpoint_without_reentry(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At every call of `checkpoint`."""
    calls = [call for call in source.walk(ast.Call) if ast.unparse(call.func).split(".")[-1] == "checkpoint"]
    changes = [change for call in calls if (change := without_reentry(source, call)) is not None]
    if changes:
        yield Proposal("no-reentry", source.apply(changes), TITLE, WHY, "checkpoint-records")


def without_reentry(source: Source, call: ast.Call) -> Replacement | None:
    """The flag switched off, or added."""
    flag = next((word for word in call.keywords if word.arg == "use_reentrant"), None)
    if flag is None:
        end = source.span(call)[1] - 1
        return Replacement(end, end, ", use_reentrant=False")
    return None if ast.unparse(flag.value) == "False" else source.replace(flag.value, "False")
