"""Makes the tensor that the program names the leaf, not something inside its expression."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, alone
from service.repair.strategies.out_of_place import keyword_removed
from whygrad.tracing.findings import Finding

TITLE = words("Let the named tensor itself be the leaf", "让被命名的张量本身成为叶子")
WHY = words(
    "requires_grad=True stands inside the expression; its result is no leaf, and only leaves keep `.grad`.",
    "requires_grad=True 给了表达式内部的张量；结果不是叶子，而只有叶子才保留 `.grad`。",
)
RETAIN_TITLE = words("Keep the gradient of the intermediate result", "保留中间结果的梯度")
RETAIN_WHY = words(
    "Only leaves keep `.grad`; retain_grad() asks for it.", "只有叶子保留 `.grad`；retain_grad() 可以要求保留。"
)
RETAIN_ASSUMES = words("the gradient of this intermediate result is wanted", "需要的是这个中间结果的梯度")
ASSUMES = words(
    "the named tensor is to be trained, not what it was made of", "要训练的是这个张量本身，而不是生成它的张量"
)


@strategy("grad-is-none-attributeerror", "silent-grad-none-nonleaf", "optimizer-non-leaf")
def leaf_of_expression(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the expression that made the tensor; sure where its source was made inside it."""
    if finding.facts.get("is_leaf") or not finding.stack:
        return
    place = finding.stack[-1]
    node = source.expression_at(place)
    if node is None or finding.operation in ("", "grad"):
        return
    span = (place.line, place.column, place.end_line, place.end_column)
    is_sure = bool(finding.facts.get("sources_anonymous")) and span == whole(node)
    flags = [w for w in ast.walk(node) if isinstance(w, ast.keyword) and w.arg == "requires_grad"]
    rule = "expression-is-leaf"
    if is_sure and flags:
        changes = [keyword_removed(source, flag) for flag in flags]
        text = source.apply([*changes, *wrapped(source, node, ".requires_grad_()")])
        yield Proposal("requires-grad-on-the-result", text, TITLE, WHY, rule, {"span": span})
    if not is_sure and finding.family != "optimizer-non-leaf":
        yield from retained(source, node)
        yield from retained_where_read(source, finding)
    text = source.apply(wrapped(source, node, ".detach().requires_grad_()"))
    yield Proposal("detach-the-result", text, TITLE, WHY, rule, {"span": span}, None if is_sure else ASSUMES)


def retained(source: Source, node: ast.expr) -> Iterator[Proposal]:
    """`retain_grad()` after the statement that names the tensor."""
    statement = source.statement_of(node)
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        own, alone_statement = alone(source, statement)
        line = f"{statement.targets[0].id}.retain_grad()"
        text = own.apply([own.insert_after(alone_statement, [line])])
        yield Proposal("retain-grad", text, RETAIN_TITLE, RETAIN_WHY, None, {}, RETAIN_ASSUMES)


def retained_where_read(source: Source, finding: Finding) -> Iterator[Proposal]:
    """`retain_grad()` before the backward, on what `.grad` is read of: a tensor that a hook or a module has kept."""
    reading = source.statement_at(finding.facts["error_stack"][-1].line) if "error_stack" in finding.facts else None
    if reading is None:
        return
    suite = source.suite_of(reading)
    earlier = [s for s in suite[: suite.index(reading)] if ".backward(" in ast.unparse(s) and source.stands_alone(s)]
    reads = [node.value for node in ast.walk(reading) if isinstance(node, ast.Attribute) and node.attr == "grad"]
    for kept in [node for node in reads if earlier and not isinstance(node, ast.Name)]:
        text = source.apply([source.insert_before(earlier[-1], [f"{ast.unparse(kept)}.retain_grad()"])])
        yield Proposal("retain-grad", text, RETAIN_TITLE, RETAIN_WHY, None, {}, RETAIN_ASSUMES)


def whole(node: ast.expr) -> tuple[int, int, int | None, int | None]:
    """Span of a node."""
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def wrapped(source: Source, node: ast.expr, method: str) -> list[Replacement]:
    """A method called on an expression, which keeps its text and comments."""
    start, end = source.span(node)
    opening, closing = ("", "") if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript) else ("(", ")")
    return [Replacement(start, start, opening), Replacement(end, end, f"{closing}{method}")]
