"""Aligns (N, 1) with (N,) so that rows meet rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from service.repair.strategies.leaf_of_expression import wrapped
from whygrad.tracing.findings import Finding

TITLE = words("Give both the same shape", "让两者形状一致")
WHY = words(
    "(N, 1) and (N,) broadcast to (N, N): every row is compared with every other.",
    "(N, 1) 与 (N,) 会广播成 (N, N)：每一行都与所有行相比较。",
)
ASSUMES = words("each row belongs to the row of the same number", "每一行对应编号相同的那一行")


@strategy("silent-broadcast-loss")
def align_rows(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`keepdim=True` where the row was reduced; else `unsqueeze(1)` at the argument, or `squeeze(1)`."""
    facts = finding.facts
    is_sure = facts["warned"] or facts["one_is_predicted"]
    assumes = None if is_sure else ASSUMES
    for changes in edits(finding, source):
        yield Proposal("same-shape", source.apply(changes), TITLE, WHY, "rows-meet-rows", {}, assumes)


def edits(finding: Finding, source: Source) -> Iterator[list[Replacement]]:
    """The smallest first."""
    made = finding.facts["row_made"]
    reduced = source.expression_at(made[-1]) if made else None
    if isinstance(reduced, ast.Call) and is_reduction(reduced):
        end = source.span(reduced)[1] - 1
        yield [Replacement(end, end, ", keepdim=True")]
    node = source.expression_at(finding.stack[-1])
    row = None if node is None else operand(node, finding.facts["column_first"])
    if row is not None:
        yield wrapped(source, row, ".unsqueeze(1)")
    if isinstance(reduced, ast.Call) and getattr(reduced.func, "attr", "") in ("squeeze", "flatten", "view", "reshape"):
        yield [source.replace(reduced, source.segment(reduced.func.value))]  # type: ignore[attr-defined]


def is_reduction(call: ast.Call) -> bool:
    """A reduction over one dimension that does not keep it."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    has_dim = bool(call.args) or any(word.arg in ("dim", "axis") for word in call.keywords)
    keeps = any(word.arg == "keepdim" for word in call.keywords)
    return name in ("max", "min", "sum", "mean", "amax", "amin", "logsumexp", "norm", "prod") and has_dim and not keeps


def operand(node: ast.expr, column_first: bool) -> ast.expr | None:
    """The operand that is the row."""
    if isinstance(node, ast.BinOp):
        return node.right if column_first else node.left
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        return node.args[1] if column_first else node.args[0]
    return None
