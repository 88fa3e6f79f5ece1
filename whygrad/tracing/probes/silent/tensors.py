"""Tensors that are kept, read or written where autograd does not see it."""

from __future__ import annotations

from collections.abc import Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import is_leaf, node_of, tensors_in, walk_graph
from whygrad.tracing.probes.cuts import sources_anonymous
from whygrad.tracing.trace import Trace


def kept_history(trace: Trace) -> Iterator[Finding]:
    """A name that still holds the graphs of several losses at the end: a fault only where memory is what one asks."""
    ends = {node_of(root) for seen in trace.backwards if seen.completed for root in seen.roots} - {None}
    for name, value in trace.names.items():
        kept = [tensor for tensor in tensors_in(value) if node_of(tensor) is not None]
        if kept and len(ends & set(walk_graph(kept)[0])) > 1:
            made = trace.producer(kept[-1])
            facts = {"name": name, "only_if_asked": True}
            yield Finding("silent-loss-history-leak", made.stack if made is not None else (), "kept", facts)


def gradient_of_no_leaf(trace: Trace) -> Iterator[Finding]:
    """`.grad` read of a tensor that is no leaf: None, with a warning."""
    for operation in trace.operations:
        if operation.name != "grad" or not operation.inputs or operation.outputs or not operation.raw:
            continue
        tensor = operation.inputs[0]
        made = trace.producer(tensor)
        if tensor.requires_grad and not is_leaf(tensor) and made is not None and made.raw:
            facts = {
                "shape": list(tensor.shape),
                "sources_anonymous": sources_anonymous(trace, made),
                "is_leaf": False,
                "requires_grad": True,
                "backwards": len(trace.backwards),
            }
            yield Finding("silent-grad-none-nonleaf", made.stack, made.name, facts)
            return


def written_through_data(trace: Trace) -> Iterator[Finding]:
    """An intermediate result changed through `.data`, which backward does not notice."""
    aliases = {id(output): op for op in trace.operations if op.name == "data" and op.inputs for output in op.outputs}
    for operation in trace.operations:
        read = aliases.get(id(operation.inputs[0])) if operation.writes_in_place and operation.inputs else None
        if read is not None and operation.raw and node_of(read.inputs[0]) is not None:
            yield Finding(
                "silent-data-inplace", operation.stack, operation.name, {"shape": list(operation.inputs[0].shape)}
            )
            return
