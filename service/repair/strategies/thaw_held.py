"""Makes trainable what the optimizer is given, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source, alone
from whygrad.tracing.findings import Finding

TITLE = words("Let what the optimizer holds require grad", "让交给优化器的参数 requires_grad")
WHY = words(
    "Every tensor that the optimizer holds is frozen; the ones it is given are meant to be trained.",
    "优化器持有的张量全部被冻结；交给优化器的正是要训练的。",
)
ASSUMES = words("everything that the optimizer holds is meant to be trained", "优化器持有的全部张量都要训练")


@strategy("no-grad-fn")
def thaw_held(finding: Finding, source: Source) -> Iterator[Proposal]:
    """Just before the optimizer; sure where more was frozen than it holds, or where nothing of it is a parameter."""
    if finding.operation != "frozen" or not finding.stack:
        return
    call = source.expression_at(finding.stack[-1])
    if not isinstance(call, ast.Call) or not (given := given_to(call)):
        return
    own, statement = alone(source, source.statement_of(call))
    name = fresh_name(source)
    lines = [
        line for expression in given for line in (f"for {name} in {expression}:", f"    {name}.requires_grad_(True)")
    ]
    is_sure = bool(finding.facts.get("more_was_frozen")) or not finding.facts.get("parameters")
    text = own.apply([own.insert_before(statement, lines)])
    yield Proposal("thaw-what-is-optimised", text, TITLE, WHY, "held-is-trainable", {}, None if is_sure else ASSUMES)


def given_to(call: ast.Call) -> list[str]:
    """What an optimizer is given, as expressions that can be gone through before it."""
    words_ = [word.value for word in call.keywords if word.arg == "params"]
    first = call.args[0] if call.args else words_[0] if words_ else None
    if first is None:
        return []
    if (
        isinstance(first, ast.List | ast.Tuple)
        and first.elts
        and all(isinstance(item, ast.Dict) for item in first.elts)
    ):
        return [ast.unparse(as_list(value)) for item in first.elts for value in values_of(item, "params")]
    return [ast.unparse(first)]


def as_list(value: ast.expr) -> ast.expr:
    """One tensor by name stands for a list of one only as `[name]`; calls return what can be gone through."""
    return value if not isinstance(value, ast.Name) else ast.List([value], ast.Load())


def values_of(item: ast.expr, key: str) -> list[ast.expr]:
    """What a literal dict holds under a key."""
    if not isinstance(item, ast.Dict):
        return []
    return [v for k, v in zip(item.keys, item.values, strict=True) if isinstance(k, ast.Constant) and k.value == key]


def fresh_name(source: Source) -> str:
    """A name for a parameter that the program does not use otherwise."""
    used = {node.id for node in source.walk(ast.Name)}
    return next(name for name in ("parameter", "trained", "trained_parameter", "held_parameter_") if name not in used)
