"""Optimizers that hold the wrong parameters, and gradients that steps find cleared or kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.modules import unregistered
from whygrad.tracing.trace import Trace


def hidden_parameters(trace: Trace) -> Iterator[Finding]:
    """Modules kept in a plain list or dict, which no optimizer that took `parameters()` can hold."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    for facts in unregistered(trace):
        modules = [m for m in trace.modules if type(m).__name__ == facts["classes"][0]]
        kept = [item for module in modules for item in items_of(vars(module).get(facts["attribute"]))]
        tensors = [t for item in kept for t in ([item] if isinstance(item, torch.Tensor) else item.parameters())]
        if tensors and not any(id(tensor) in held for tensor in tensors):
            yield Finding("silent-unregistered-parameter", (), "parameters", facts)


def hidden_tensors(trace: Trace) -> Iterator[Finding]:
    """Plain tensors that a module keeps and that are meant to be trained: gradients add up, and nothing uses them."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    for module in trace.modules:
        for name, value in vars(module).items():
            if isinstance(value, torch.Tensor) and id(value) not in held and is_left_alone(trace, value):
                classes = [base.__name__ for base in type(module).__mro__]
                facts = {"classes": classes, "attribute": name, "container": "tensor", "kept": "tensor"}
                yield Finding("silent-unregistered-parameter", (), "parameters", facts)


def is_left_alone(trace: Trace, tensor: torch.Tensor) -> bool:
    """Whether backwards add to a leaf's gradient while its value stays and the gradient is never cleared."""
    seen = [leaf for backward in trace.backwards for leaf in backward.leaves if leaf.tensor is tensor]
    if len(seen) < 2 or not trace.optimizers:
        return False
    first, last = seen[0].value, seen[-1].value
    is_kept = last is not None and first is not None and torch.equal(first, last)
    return is_kept and all(leaf.gradient_before is not None for leaf in seen[1:])


def items_of(value: object) -> list[Any]:
    """What a list, tuple or dict holds."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


def never_optimised(trace: Trace) -> Iterator[Finding]:
    """Parameters that get gradients and that no optimizer holds: a fault only where somebody says so."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    reached = {id(leaf.tensor): leaf.tensor for seen in trace.backwards for leaf in seen.leaves}
    left = [t for key, t in reached.items() if key not in held and isinstance(t, torch.nn.Parameter)]
    if left and held:
        owners = [
            name
            for name, value in trace.names.items()
            if isinstance(value, torch.nn.Module) and {id(t) for t in value.parameters()} & {id(t) for t in left}
        ]
        facts = {"count": len(left), "modules": owners, "only_if_asked": True}
        yield Finding("silent-optimizer-never-gets-params", trace.optimizers[-1].stack, "Optimizer", facts)


def replaced_parameters(trace: Trace) -> Iterator[Finding]:
    """A parameter put in the place of one that an optimizer goes on holding."""
    for assigned in trace.assignments:
        held_by_any = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
        for seen in trace.optimizers:
            held = {id(tensor) for tensor in seen.held}
            is_stale = any(id(old) in held for old in assigned.old) and not any(
                id(new) in held_by_any for new in assigned.new
            )
            reached = {
                id(leaf.tensor)
                for b in trace.backwards
                if b.operation_index > assigned.operation_index
                for leaf in b.leaves
            }
            if is_stale and any(id(new) in reached for new in assigned.new):
                facts = {"optimizer_stack": seen.stack, "shape": list(assigned.new[0].shape)}
                yield Finding("silent-optimizer-stale-params", assigned.stack, "__setattr__", facts)
                return


def cleared_before_step(trace: Trace) -> Iterator[Finding]:
    """Steps that find every gradient cleared although a backward has run."""
    for seen in trace.optimizers:
        if seen.step_operations and seen.idle_steps == len(seen.step_operations) and trace.backwards:
            held = {id(tensor) for tensor in seen.held}
            got = any(
                id(leaf.tensor) in held and leaf.gradient_after is not None and bool(leaf.gradient_after.any())
                for backward in trace.backwards
                for leaf in backward.leaves
            )
            if got:
                last = trace.backwards[-1]
                yield Finding("silent-zero-grad-order", last.stack, "zero_grad", {"optimizer_stack": seen.stack})
                return


def kept_gradients(trace: Trace) -> Iterator[Finding]:
    """A backward that adds to a gradient which an update has used already."""
    accumulating = [seen for seen in trace.backwards if seen.accumulates]
    for earlier, seen in itertools.pairwise(accumulating):
        before = {id(leaf.tensor): leaf for leaf in earlier.leaves}
        for leaf in seen.leaves:
            last = before.get(id(leaf.tensor))
            if last is None or last.value is None or leaf.value is None or leaf.gradient_before is None:
                continue
            is_kept = last.gradient_after is not None and torch.equal(last.gradient_after, leaf.gradient_before)
            if is_kept and bool(leaf.gradient_before.any()) and not torch.equal(last.value, leaf.value):
                facts = {
                    "shape": list(leaf.tensor.shape),
                    "step_stacks": [o.step_stack for o in trace.optimizers if any(leaf.tensor is t for t in o.held)],
                    "update_stack": update_stack(trace, leaf.tensor, seen.operation_index),
                    "backward_stack": seen.stack,
                }
                yield Finding("silent-missing-zero-grad", seen.stack, "backward", facts)
                return


def update_stack(trace: Trace, leaf: torch.Tensor, before: int) -> tuple[object, ...]:
    """Where a leaf was written last before an operation."""
    for operation in reversed(trace.operations[:before]):
        if operation.writes_in_place and operation.inputs and operation.inputs[0] is leaf:
            return operation.stack
        if operation.name == "data" and operation.inputs and operation.inputs[0] is leaf:
            return operation.stack
    return ()
