"""Reads tensors and the graph behind them, adding nothing to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

COMPARED_ELEMENTS = 1_000_000
NESTED_DEPTH = 3


def tensors_in(value: Any, depth: int = NESTED_DEPTH) -> Iterator[torch.Tensor]:
    """The tensors among arguments, some levels deep."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth and isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item, depth - 1)


def is_leaf(tensor: torch.Tensor) -> bool:
    """Whether it is a leaf; a view made under no_grad whose base was written does not let itself be asked."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return False


def node_of(tensor: torch.Tensor) -> Any:
    """The node that made it; None for a leaf, and for what does not let itself be asked."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def leaves_below(nodes: list[Any]) -> list[torch.Tensor]:
    """The leaves that some nodes of a graph lead to."""
    found: list[torch.Tensor] = []
    seen: set[Any] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        waiting.extend(following for following, _ in node.next_functions if following is not None)
    return found


def walk_graph(roots: list[torch.Tensor]) -> tuple[list[Any], list[torch.Tensor]]:
    """Every node behind `roots`, and every leaf that they accumulate into."""
    leaves = [root for root in roots if root.requires_grad and node_of(root) is None]
    nodes: dict[Any, None] = {}
    waiting = [node for root in roots if (node := node_of(root)) is not None]
    while waiting:
        node = waiting.pop()
        if node in nodes:
            continue
        nodes[node] = None
        variable = getattr(node, "variable", None)
        if variable is not None and node.name() == "torch::autograd::AccumulateGrad":
            leaves.append(variable)
        waiting.extend(following for following, _ in node.next_functions if following is not None)
    return list(nodes), leaves


def in_transform() -> bool:
    """Whether a transform of torch.func runs, whose tensors cannot be copied out."""
    return torch._C._functorch.peek_interpreter_stack() is not None


def copy_of(tensor: torch.Tensor | None) -> torch.Tensor | None:
    """A detached copy to compare with; None for None and for what is too large to keep."""
    if tensor is None or tensor.numel() > COMPARED_ELEMENTS:
        return None
    dense = tensor.detach().to_dense() if tensor.layout != torch.strided else tensor.detach()
    return dense.clone()
