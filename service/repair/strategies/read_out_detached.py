"""Reads numbers out of a detached tensor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source
from service.repair.strategies.leaf_of_expression import wrapped
from whygrad.tracing.findings import Finding

TITLE = words("Detach before converting to NumPy", "转成 NumPy 之前先 detach()")
WHY = words(
    "NumPy cannot record gradients; detach() gives the same values without the graph.",
    "NumPy 无法记录梯度；detach() 给出同样的数值，但不带计算图。",
)


@strategy("numpy-requires-grad")
def read_out_detached(finding: Finding, source: Source) -> Iterator[Proposal]:
    """At `x.numpy()`, or at the argument of the call that converts, in the innermost frame first."""
    for place in reversed(finding.stack):
        node = source.expression_at(place)
        if not isinstance(node, ast.Call):
            continue
        for changes in edits(source, node):
            yield Proposal("detach-before-numpy", source.apply(changes), TITLE, WHY, "numbers-read-out")


def edits(source: Source, call: ast.Call) -> Iterator[list[Replacement]]:
    """A detach at the receiver, or at one argument or element after another."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in ("numpy", "__array__"):
        receiver = function.value
        if isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Attribute) and receiver.func.attr == "cpu":
            receiver = receiver.func.value
        yield wrapped(source, receiver, ".detach()")
        return
    arguments = [
        argument
        for argument in call.args
        if isinstance(argument, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.BinOp)
    ]
    for argument in arguments:
        yield wrapped(source, argument, ".detach()")
    for argument in arguments:
        yield from read_one_by_one(source, argument)
    if len(arguments) > 1:
        yield [change for argument in arguments for change in wrapped(source, argument, ".detach()")]
    for given in call.args:
        if isinstance(given, ast.ListComp | ast.GeneratorExp):
            yield wrapped(source, given.elt, ".detach()")
        if isinstance(given, ast.List | ast.Tuple):
            yield [change for item in given.elts for change in wrapped(source, item, ".detach()")]


def read_one_by_one(source: Source, argument: ast.expr) -> Iterator[list[Replacement]]:
    """For a list of tensors: numbers where they are appended to it, or a detach of each where it is converted."""
    name = ast.unparse(argument)
    calls = [call for call in source.walk(ast.Call) if ast.unparse(call.func) == f"{name}.append" and call.args]
    if calls:
        yield [change for call in calls for change in wrapped(source, call.args[0], ".item()")]
        yield [source.replace(argument, f"[item.detach() for item in {name}]")]
