"""What a run did that a right repair must do too: backwards, optimizer steps, output, and the names it ends with."""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch
from torch.optim.optimizer import Optimizer

from service.verifier.inside.repairs.engine import before_steps, holding, in_place_of_engine
from whygrad.tracing.graph import in_transform, node_of, tensors_in, walk_graph

KEPT_TENSORS = 200_000
SUMMARY_DEPTH = 5
SUMMARY_ITEMS = 2_000
SKIPPED = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type, types.GeneratorType, types.MethodType)
PLAIN = (int, float, complex, str, bytes, bool, type(None))


@dataclass(slots=True)
class Leaf:
    """Value and gradient of a leaf at one moment; `added` is what a backward added."""

    tensor: torch.Tensor
    value: torch.Tensor
    gradient: torch.Tensor | None


@dataclass(slots=True)
class Backward:
    """One call of the engine: its roots and the leaves it reached, with what it added to each.

    One of `autograd.grad` adds nothing to what the leaves have: it does not accumulate.
    """

    roots: list[torch.Tensor]
    leaves: list[Leaf]
    accumulates: bool = True


@dataclass
class Recording:
    """Everything that is compared, and what optimizers hold."""

    backwards: list[Backward] = field(default_factory=list)
    steps: list[list[Leaf]] = field(default_factory=list)
    stdout: str = ""
    names: dict[str, Any] = field(default_factory=dict)
    held: list[torch.Tensor] = field(default_factory=list)


def copied(tensor: torch.Tensor) -> torch.Tensor:
    """A dense, detached copy."""
    dense = tensor.detach().to_dense() if tensor.layout != torch.strided else tensor.detach()
    return dense.clone()


@contextmanager
def recorded(recording: Recording) -> Iterator[None]:
    """Record the program in the block. What patches the engine goes inside this, so as to wrap it."""
    backward, grad = torch.autograd.backward, torch.autograd.grad

    def before(roots: Any) -> tuple[list[torch.Tensor], list[torch.Tensor], list[Any]]:
        found = list(tensors_in(roots))
        leaves = walk_graph(found)[1]
        return found, leaves, [(copied(leaf), None if leaf.grad is None else copied(leaf.grad)) for leaf in leaves]

    def watched_backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
        if in_transform():
            return backward(tensors, *args, **kwargs)
        with torch._C.DisableTorchFunction(), torch.no_grad():
            roots, leaves, earlier = before(tensors)
        backward(tensors, *args, **kwargs)
        with torch._C.DisableTorchFunction(), torch.no_grad():
            seen = [
                Leaf(leaf, value, added(gradient, leaf.grad))
                for leaf, (value, gradient) in zip(leaves, earlier, strict=True)
            ]
            recording.backwards.append(Backward([copied(root) for root in roots], seen))
        return None

    def watched_grad(outputs: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        result = grad(outputs, inputs, *args, **kwargs)
        if in_transform():
            return result
        with torch._C.DisableTorchFunction(), torch.no_grad():
            of = list(tensors_in(inputs))
            seen = [
                Leaf(tensor, copied(tensor), None if found is None else copied(found))
                for tensor, found in zip(of, result, strict=False)
            ]
            roots = [copied(root) for root in tensors_in(outputs)]
            recording.backwards.append(Backward(roots, seen, accumulates=False))
        return result

    def note_step(held: list[torch.Tensor]) -> None:
        with torch._C.DisableTorchFunction(), torch.no_grad():
            recording.steps.append(
                [Leaf(tensor, copied(tensor), None if tensor.grad is None else copied(tensor.grad)) for tensor in held]
            )

    with in_place_of_engine(watched_backward, watched_grad), before_steps(note_step), holding(recording.held):
        yield


def added(before: torch.Tensor | None, after: torch.Tensor | None) -> torch.Tensor | None:
    """What a backward added to a gradient."""
    if after is None:
        return None
    now = copied(after)
    return now if before is None or before.shape != now.shape else now - before


def summarise(names: dict[str, Any]) -> dict[str, Any]:
    """The program's final names as plain values and copies of tensors."""
    seen: set[int] = set()
    found = {name: value for name, value in names.items() if not name.startswith("__")}
    with torch._C.DisableTorchFunction(), torch.no_grad():
        return {name: summary(value, SUMMARY_DEPTH, seen) for name, value in found.items() if not skipped(value)}


def skipped(value: object) -> bool:
    """Whether it is code, not a value."""
    return isinstance(value, SKIPPED) or type(value).__module__ in ("__future__", "typing")


def summary(value: Any, depth: int, seen: set[int]) -> Any:
    """One value; what is nested too deeply or met before is named by its type."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, torch.Tensor):
        gradient = value.grad if node_of(value) is None and value.grad is not None else None
        return ("tensor", copied(value), None if gradient is None else copied(gradient))
    if isinstance(value, numpy.ndarray | numpy.generic):
        return ("array", numpy.array(value, copy=True))
    if depth == 0 or id(value) in seen or skipped(value):
        return type(value).__name__
    seen.add(id(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [summary(item, depth - 1, seen) for item in list(value)[:SUMMARY_ITEMS]]
    if isinstance(value, dict):
        return {str(key): summary(item, depth - 1, seen) for key, item in list(value.items())[:SUMMARY_ITEMS]}
    return summarise_object(value, depth, seen)


def summarise_object(value: Any, depth: int, seen: set[int]) -> Any:
    """A module by its tensors and plain attributes, an optimizer by its options, another object by its attributes."""
    if isinstance(value, torch.nn.Module):
        return summarise_module(value, depth, seen)
    if isinstance(value, Optimizer):
        return [
            {name: option for name, option in group.items() if isinstance(option, (*PLAIN, tuple))}
            for group in value.param_groups
        ]
    attributes = getattr(value, "__dict__", None)
    if not isinstance(attributes, dict):
        return type(value).__name__
    return {name: summary(item, depth - 1, seen) for name, item in attributes.items() if not skipped(item)}


def summarise_module(module: torch.nn.Module, depth: int, seen: set[int]) -> dict[str, Any]:
    """Tensors are listed without their names, which registration changes; plain attributes with theirs."""
    tensors = [*module.parameters(), *module.buffers()]
    attributes: dict[str, Any] = {}
    for inner in module.modules():
        if type(inner).__module__ != "__main__":  # what torch's own modules are shows in values
            continue
        for name, item in vars(inner).items():
            if name.startswith("_") or skipped(item):
                continue
            if isinstance(item, PLAIN):
                attributes.setdefault(name, []).append(item)
            elif isinstance(item, torch.Tensor) and node_of(item) is None:
                tensors.append(item)
    plain = {name: sorted(values, key=repr) for name, values in attributes.items()}
    return {"module": [summary(tensor, depth, seen) for tensor in tensors], "attributes": plain}
