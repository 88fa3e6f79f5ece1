"""Puts something with a derivative in the place of a hard choice: an open intention."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Replacement, Source, needs_parentheses
from service.repair.strategies.update_under_no_grad import torch_name
from whygrad.tracing.findings import Finding

SOFT_TITLE = words("Use the soft values in the loss", "在损失中使用软值")
SOFT_WHY = words(
    "A threshold or argmax has no derivative; probabilities have one.",
    "阈值和 argmax 没有导数；概率有导数。",
)
SOFT_ASSUMES = words("the loss may see probabilities instead of hard decisions", "损失可以使用概率，而不是硬判决")
THROUGH_TITLE = words("Keep the hard values, let gradients pass straight through", "保留硬值，用直通估计传递梯度")
THROUGH_WHY = words(
    "The value stays the hard one; the gradient is that of the soft values.",
    "数值仍是硬值，梯度取软值的梯度。",
)
THROUGH_ASSUMES = words(
    "the forward values must stay hard, and a biased gradient is accepted", "前向值必须是硬值，并且接受有偏的梯度"
)
FLAGS = (".requires_grad = True", ".requires_grad_()", ".requires_grad_(True)")
FAMILIES = ("silent-argmax-nondifferentiable", "silent-loss-requires-grad-hack", "no-grad-fn")


@strategy(*FAMILIES)
def soft_choice(finding: Finding, source: Source) -> Iterator[Proposal]:
    """A comparison becomes what is compared; one_hot(argmax) becomes softmax."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    if isinstance(node, ast.Compare):
        yield from without_threshold(source, node)
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "argmax":
        yield from without_argmax(source, node)


def without_threshold(source: Source, node: ast.Compare) -> Iterator[Proposal]:
    """`(p > 0.5).float()` as `p`."""
    outer = conversions(source, node)
    soft = source.segment(node.left)
    hard = source.segment(outer)
    changes = [source.replace(outer, f"({soft})" if needs_parentheses(node.left) else soft), *flags_off(source)]
    yield Proposal("soft-values", source.apply(changes), SOFT_TITLE, SOFT_WHY, None, {}, SOFT_ASSUMES)
    through = f"({hard} + {soft} - ({soft}).detach())"
    changes = [source.replace(outer, through), *flags_off(source)]
    yield Proposal("straight-through", source.apply(changes), THROUGH_TITLE, THROUGH_WHY, None, {}, THROUGH_ASSUMES)


def conversions(source: Source, node: ast.expr) -> ast.expr:
    """The expression with the conversions of its result: `.float()`, `.to(…)`, `.type(…)`."""
    while True:
        attribute = source.parents.get(node)
        call = source.parents.get(attribute) if isinstance(attribute, ast.Attribute) else None
        if not (isinstance(call, ast.Call) and attribute.attr in ("float", "to", "type", "double", "long", "int")):  # type: ignore[union-attr]
            return node
        node = call


def flags_off(source: Source) -> list[Replacement]:
    """Take away the statements that switched requires_grad on for a loss."""
    found = []
    losses = roots_of(source)
    for statement in source.walk(ast.stmt):
        text = ast.unparse(statement) if isinstance(statement, ast.Assign | ast.Expr) else ""
        owner = next((text.removesuffix(flag) for flag in FLAGS if text.endswith(flag)), "")
        if owner and ("loss" in owner or owner in losses) and source.stands_alone(statement):
            found.append(source.remove(statement))
    return found


def roots_of(source: Source) -> set[str]:
    """What `backward` is called on."""
    calls = [call.func for call in source.walk(ast.Call) if isinstance(call.func, ast.Attribute)]
    return {ast.unparse(function.value) for function in calls if function.attr == "backward"}


def without_argmax(source: Source, node: ast.Call) -> Iterator[Proposal]:
    """`one_hot(x.argmax(-1), n).float()` as `softmax(x, -1)`."""
    one_hot = next((c for c in source.enclosing(node, ast.Call) if ast.unparse(c.func).endswith("one_hot")), None)
    if one_hot is None or not isinstance(node.func, ast.Attribute):
        return
    torch = torch_name(source)
    is_function = ast.unparse(node.func.value) in (torch, "torch")
    logits = source.segment(node.args[0] if is_function else node.func.value)
    outer = conversions(source, one_hot)
    soft = f"{torch}.softmax({logits}, dim=-1)"
    yield Proposal(
        "soft-values", source.apply([source.replace(outer, soft)]), SOFT_TITLE, SOFT_WHY, None, {}, SOFT_ASSUMES
    )
    hard = source.segment(outer)
    through = source.apply([source.replace(outer, f"({hard} + {soft} - {soft}.detach())")])
    yield Proposal("straight-through", through, THROUGH_TITLE, THROUGH_WHY, None, {}, THROUGH_ASSUMES)
