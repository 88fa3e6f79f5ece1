"""A loss that no longer leads to what it was computed from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from whygrad.lsp.trees import (
    assigned,
    called,
    calls_of,
    imported,
    is_bound_after,
    name_of,
    names_in,
    own_nodes,
    receiver,
    scopes,
)

_LOSS = re.compile(r"(?i)(?:^|_)(?:loss|cost|objective)\d{0,3}(?:$|_)")


def grad_required_of_loss(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`loss.requires_grad_()` or `loss.requires_grad = True` on a computed loss that backward() starts from."""
    for function in scopes(tree):
        candidates = computed_losses(function) & roots_of(function)
        for node in own_nodes(function):
            name = loss_asked_for(node)
            if name in candidates and not is_bound_after(node, name, function):
                yield node, "silent-loss-requires-grad-hack"


def roots_of(scope: ast.AST) -> set[str]:
    """The names that backward() starts from."""
    return {receiver(call) for call in calls_of(scope, "backward")}


def computed_losses(scope: ast.AST) -> set[str]:
    """The names of losses that are computed from other values, which `torch.zeros(1)` is not."""
    values = ((name, value) for name, value in assigned(scope) if isinstance(value, ast.Call | ast.BinOp))
    return {name for name, value in values if _LOSS.search(name) and names_in(value) - {"torch"}}


def loss_asked_for(node: ast.AST) -> str:
    """The name whose requires_grad is switched on; empty for none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requires_grad_":
        wants = not node.args or (isinstance(node.args[0], ast.Constant) and node.args[0].value is True)
        return name_of(node.func.value) if wants else ""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is True:
        (target, *more) = node.targets
        if not more and isinstance(target, ast.Attribute) and target.attr == "requires_grad":
            return name_of(target.value)
    return ""


def loss_copied(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """`torch.tensor(loss)` whose result backward() starts from."""
    names = imported(tree)
    for function in scopes(tree):
        losses, roots = computed_losses(function), roots_of(function)
        for name, value in assigned(function):
            if name not in roots or is_bound_after(value, name, function):
                continue
            if isinstance(value, ast.Call) and value.args and called(value, names) == "torch.tensor":
                copied = names_in(value.args[0])
                if copied and copied <= losses:
                    yield value, "silent-tensor-copy-detaches"
