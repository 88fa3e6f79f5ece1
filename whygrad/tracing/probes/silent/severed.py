"""Losses and gradients whose way to what is trained was cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import node_of
from whygrad.tracing.places import word_set
from whygrad.tracing.probes.cuts import cut_facts, cuts_behind, operations_behind, reaches
from whygrad.tracing.terms import Ancestry, trains_by_data
from whygrad.tracing.trace import Operation, Trace

CHOICES = word_set(
    "argmax argmin argsort topk gt lt ge le eq ne __gt__ __lt__ __ge__ __le__ one_hot long int bool round sign floor "
    "ceil greater less nonzero searchsorted bucketize"
)
COPIES = word_set("tensor as_tensor new_tensor from_numpy numpy __array__ tolist")
ARRAYS = word_set("numpy __array__ tolist")
NUMBERS = word_set("item __float__ __int__ __bool__ __index__ __format__")
GRADIENTS = frozenset({"grad", "grad="})  # a parameter's gradient, read or cleared
CHECKPOINT_WARNING = "None of the inputs have requires_grad=True"  # a reentrant checkpoint runs without grad mode
DETACHES = word_set("detach data detach_")


def root_is_leaf(trace: Trace) -> Iterator[Finding]:
    """Backward from a tensor that has no graph: requires_grad was switched on for the loss itself."""
    for seen in trace.backwards:
        if not (seen.roots and all(node_of(root) is None and root.requires_grad for root in seen.roots)):
            continue
        trimmed = Trace(trace.own_files, trace.operations[: seen.operation_index], [seen])
        cuts = cuts_behind(trimmed)
        for cut in cuts:
            yield Finding("silent-loss-requires-grad-hack", cut.stack, cut.name, cut_facts(trace, cut))
        if not cuts:
            yield Finding("silent-loss-requires-grad-hack", seen.stack, "requires_grad")
        return


def starved_leaves(trace: Trace) -> Iterator[Finding]:
    """Leaves that an optimizer holds and no backward ever reaches, and the operations that cut the way to them."""
    reached = {
        id(leaf.tensor)
        for seen in trace.backwards
        for leaf in seen.leaves
        if seen.accumulates and leaf.gradient_after is not None and bool(leaf.gradient_after.any())
    }
    starved = [t for seen in trace.optimizers for t in seen.held if t.requires_grad and id(t) not in reached]
    if starved and trace.backwards:
        yield from cuts_from(trace, {id(tensor) for tensor in starved}, {"starved": len(starved)})


def severed_loss(trace: Trace) -> Iterator[Finding]:
    """A loss of which nothing but penalties of parameters has a graph, and what cut the rest of it."""
    accumulating = [seen for seen in trace.backwards if seen.accumulates]
    roots = [root for seen in accumulating for root in seen.roots]
    if not roots or not all(node_of(root) is not None for root in roots):
        return
    ancestry = Ancestry(trace.operations)
    if not any(trains_by_data(ancestry.of(root)) for root in roots):
        held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
        yield from cuts_from(trace, held, {"penalty": True})


def cuts_on_purpose(trace: Trace) -> Iterator[Finding]:
    """Whatever cuts a way to the loss although every leaf is trained by another: a fault only where one says so."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    if held and trace.backwards:
        yield from cuts_from(trace, held, {"only_if_asked": True})


def gradients_without_graph(trace: Trace) -> Iterator[Finding]:
    """A gradient taken without `create_graph` that a loss is made of, which keeps it from what optimizers hold."""
    used = operations_behind(trace)
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    for operation in trace.operations:
        is_cut = operation.name == "autograd.grad" and operation.is_cut and operation.index in used and operation.raw
        if is_cut and (not held or reaches(trace, operation, held)):
            yield Finding("silent-higher-order-without-create-graph", operation.stack, "autograd.grad")
            return


def cuts_from(trace: Trace, wanted: set[int], facts: dict[str, Any]) -> Iterator[Finding]:
    """What cuts the way from some leaves to what backward starts from, each place once."""
    places: set[tuple[int, int]] = set()
    used = operations_behind(trace)
    roots = {id(root) for seen in trace.backwards for root in seen.roots}
    for cut in trace.operations[: trace.backwards[-1].operation_index]:
        is_read_out = is_read(trace, cut, used) and not any(id(tensor) in roots for tensor in cut.inputs)
        is_on_the_way = cut.index in used or is_read_out
        if not cut.is_cut or not cut.raw or cut.name in GRADIENTS:
            continue
        if not is_on_the_way or not reaches(trace, cut, wanted):
            continue
        place = cut.stack[-1]
        if (place.line, place.column) not in places:
            places.add((place.line, place.column))
            yield Finding(family_of_cut(trace, cut), cut.stack, cut.name, cut_facts(trace, cut) | facts)


def is_read(trace: Trace, cut: Operation, used: set[int]) -> bool:
    """Whether a cut leaves the tensors: by itself, or as an array that is made a tensor before the next backward."""
    if not cut.outputs:
        return True
    end = next(seen.operation_index for seen in trace.backwards if seen.operation_index > cut.index)
    later = trace.operations[cut.index + 1 : end]
    is_array = any(op.name in ARRAYS and any(t is out for t in op.inputs for out in cut.outputs) for op in later)
    return is_array and any(op.name in COPIES and op.index in used and not op.inputs for op in later)


def family_of_cut(trace: Trace, cut: Operation) -> str:
    """The family that an operation which cuts the graph belongs to."""
    if not cut.grad_enabled and any(CHECKPOINT_WARNING in warning for warning in trace.warnings):
        return "checkpoint-none-requires-grad"
    if cut.is_sample:
        return "silent-sample-not-reparameterised"
    if cut.name == "autograd.grad":
        return "silent-higher-order-without-create-graph"
    if cut.name in CHOICES:
        return "silent-argmax-nondifferentiable"
    if cut.name in COPIES:
        return "silent-tensor-copy-detaches"
    if cut.name in NUMBERS:
        return "silent-item-detaches"
    if not cut.grad_enabled:
        return "silent-detach-in-forward"
    return "silent-detach-in-forward" if cut.name in DETACHES else "silent-argmax-nondifferentiable"
