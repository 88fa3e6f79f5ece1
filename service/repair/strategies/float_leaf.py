"""Makes a tensor that is to be trained of floating point."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from service.repair.strategies.leaf_of_expression import wrapped
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

TITLE = words("Make the tensor floating point", "使用浮点张量")
WHY = words(
    "Integers have no gradient; what is to be trained has to be a floating-point tensor.",
    "整数没有梯度；要训练的张量必须是浮点类型。",
)


@strategy("integer-requires-grad")
def float_leaf(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At the factory that is given requires_grad, at Parameter, or at requires_grad_()."""
    call = source.expression_at(finding.stack[-1]) if finding.stack else None
    if isinstance(call, ast.Call):
        yield from (as_proposal(source, changes) for changes in edits(source, call))
    elif finding.stack:
        statement = source.statement_at(finding.stack[-1].line)
        yield from flag_assigned(source, statement)


def as_proposal(source: Source, changes: list[Replacement]) -> Proposal:
    """The edit with its rule."""
    return Proposal("floating-point", source.apply(changes), TITLE, WHY, "trained-means-float")


def edits(source: Source, call: ast.Call) -> Iterator[list[Replacement]]:
    """A dtype for a factory; `.float()` for a tensor that is there."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "requires_grad_" and isinstance(call.func, ast.Attribute):
        if isinstance(source.parents.get(call), ast.Expr):  # the tensor goes on under its own name
            start = source.span(call)[0]
            own = f"{source.segment(call.func.value)} = "
            yield [Replacement(start, start, own), *wrapped(source, call.func.value, ".float()")]
            return
        yield wrapped(source, call.func.value, ".float()")
        return
    if name == "Parameter" and call.args:
        yield wrapped(source, call.args[0], ".float()")
        return
    dtype = f"{torch_name(source)}.float32"
    given = [word for word in call.keywords if word.arg == "dtype"]
    if given:
        yield [source.replace(given[0].value, dtype)]
        return
    flag = next((word for word in call.keywords if word.arg == "requires_grad"), None)
    if flag is not None:
        start = source.span(flag)[0]
        yield [Replacement(start, start, f"dtype={dtype}, ")]


def flag_assigned(source: Source, statement: ast.stmt | None) -> Iterator[Proposal]:
    """`x.requires_grad = True` on an integer: `x = x.float()` before it."""
    if (
        isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Attribute)
        and source.stands_alone(statement)
    ):
        name = ast.unparse(statement.targets[0].value)
        text = source.apply([source.insert_before(statement, [f"{name} = {name}.float()"])])
        yield Proposal("floating-point", text, TITLE, WHY, None)
