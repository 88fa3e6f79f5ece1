"""Failures of a graph that is used, kept or copied where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import leaves_below, node_of, tensors_in, walk_graph
from whygrad.tracing.probes.failures.looking import error_stack
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.trace import BackwardSeen, Trace
from whygrad.tracing.versions import VersionWatch


@on("RuntimeError", r"backward through the graph a second time")
def graph_used_again(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Which operations are older than the last backward: made once, carried over, or shared by two losses."""
    if len(trace.backwards) < 2:
        return
    failing, last = trace.backwards[-1], trace.backwards[-2]
    earlier = [seen for seen in trace.backwards[:-1] if seen.completed]
    used = set(earlier[-1].oldest) if earlier else set()
    old = [number for number in failing.oldest if number in used] or [n for n in failing.oldest if n < last.sequence]
    operations = {op.index: op for number in old if (op := trace.operation_of_node(number)) is not None and op.raw}
    if not operations:
        yield Finding("backward-twice", error_stack(trace), "backward", {"same_root": True})
        return
    places = [operations[index] for index in sorted(operations)]
    facts = {
        "stacks": [op.stack for op in places],
        "backward_stack": failing.stack,
        "last_backward_stack": last.stack,
        "changed_between": leaf_changed(last, failing, set(old)),
        "same_root": set(map(id, failing.roots)) == set(map(id, last.roots)),
        "names": [op.name for op in places],
        "shape": list(places[-1].outputs[0].shape) if places[-1].outputs else None,
    }
    yield Finding("backward-twice", places[-1].stack, places[-1].name, facts)


def leaf_changed(one: BackwardSeen, other: BackwardSeen, shared: set[int]) -> bool:
    """Whether a leaf below the nodes that both share, by their numbers, has changed in between."""
    nodes = [node for node in walk_graph(other.roots)[0] if node._sequence_nr() in shared]
    below = {id(leaf) for leaf in leaves_below(nodes)}
    values = {id(leaf.tensor): leaf.value for leaf in one.leaves}
    for leaf in [leaf for leaf in other.leaves if id(leaf.tensor) in below]:
        known = values.get(id(leaf.tensor))
        if known is not None and leaf.value is not None and not torch.equal(known, leaf.value):
            return True
    return False


@on("RuntimeError", r"Inference tensors cannot be saved for backward")
def inference_saved(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor made under inference_mode that training needs."""
    yield Finding("inference-tensor-saved", error_stack(trace), "inference_mode")


@on("RuntimeError", r"(Only Tensors created explicitly by the user|does not support the deepcopy)")
def copied_with_graph(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A copy of a tensor that has a graph, or of a module that keeps one."""
    yield Finding("deepcopy-nonleaf", error_stack(trace), "deepcopy", {"attributes": kept_with_graph(trace)})


def kept_with_graph(trace: Trace) -> list[str]:
    """The plain attributes in which the program's modules keep tensors that have a graph."""
    found: dict[str, None] = {}
    for module in trace.modules:
        for name, value in vars(module).items():
            if not name.startswith("_") and any(node_of(tensor) is not None for tensor in tensors_in(value)):
                found[name] = None
    return list(found)
