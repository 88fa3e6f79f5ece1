"""Gradients that nothing clears."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from whygrad.lsp.trees import called, calls_of, full_name, imported, own_nodes

_CLEARING = ("zero_grad", "reset_grad", "clear_grad", ".grad = ", ".grad *= ", ".grad.", "autograd.grad(")


def gradients_never_cleared(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """An innermost loop with backward() and the step() of an optimizer of torch, in a file that clears no gradients."""
    names, text = imported(tree), ast.unparse(tree)
    if any(word in text for word in _CLEARING):
        return
    optimizers = optimizers_of(tree, names)
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For) or any(isinstance(inner, ast.For) for inner in own_nodes(loop)):
            continue
        backwards = [call for call in calls_of(loop, "backward") if not call.args and not is_sum(call)]
        stepped = {full_name(call.func, {}).removesuffix(".step") for call in calls_of(loop, "step")}
        if backwards and stepped & optimizers - optimizers_of(loop, names):
            yield backwards[0], "silent-missing-zero-grad"


def is_sum(backward: ast.Call) -> bool:
    """Whether it starts from `x.sum()`, as a demonstration does that has no loss, or a test."""
    root = backward.func.value  # type: ignore[attr-defined]
    return isinstance(root, ast.Call) and isinstance(root.func, ast.Attribute) and root.func.attr == "sum"


def optimizers_of(tree: ast.AST, names: Mapping[str, str]) -> set[str]:
    """What is made an optimizer of torch there."""
    assigns = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
    made = (node for node in assigns if called(node.value, names).rpartition(".")[0] == "torch.optim")
    return {full_name(target, {}) for node in made for target in node.targets}
