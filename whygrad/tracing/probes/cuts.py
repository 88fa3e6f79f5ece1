"""Where the way to a tensor was cut, and what an operation was computed from."""

from __future__ import annotations

from typing import Any

import torch

from whygrad.tracing.recorder import Operation, Trace


def cuts_behind(trace: Trace) -> list[Operation]:
    """The operations that took something with a graph and returned something without, on the way to the failing root.

    Numbers leave no trail; where the trail ends, what read numbers out since the last step counts.
    """
    failing = trace.backwards[-1] if trace.backwards else None
    roots = failing.roots if failing else []
    found: dict[int, Operation] = {}
    waiting: list[torch.Tensor] = list(roots)
    seen: set[int] = set()
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in seen:
            continue
        seen.add(id(tensor))
        operation = trace.producer(tensor)
        if operation is None:
            continue
        if operation.is_cut:
            found[operation.index] = operation
        waiting.extend(operation.inputs)
    if found:
        return [found[index] for index in sorted(found)]
    begin = trace.backwards[-2].operation_index if len(trace.backwards) > 1 else 0
    return [
        op for op in trace.operations[begin:] if op.is_cut and op.raw and not op.writes_in_place and op.name != "grad"
    ]


def cut_facts(trace: Trace, cut: Operation) -> dict[str, Any]:
    """How an operation cuts: by a switch that is off, or by what it is."""
    source = next((t for t, needs in zip(cut.inputs, cut.inputs_require_grad, strict=True) if needs), None)
    return {
        "grad_enabled": cut.grad_enabled,
        "shape": None if source is None else list(source.shape),
    }


def sources_anonymous(trace: Trace, made: Operation | None) -> bool:
    """Whether every tensor that an operation reads was made inside the same expression of the program."""
    if made is None or not made.stack:
        return False
    place = made.stack[-1]
    for tensor in made.inputs:
        source = trace.producer(tensor, made.index)
        if source is None or not source.stack:
            return False
        inner = source.stack[-1]
        same_frame = len(source.raw) == len(made.raw) and source.raw[-1][0] is made.raw[-1][0]
        inside = (place.line, place.column) <= (inner.line, inner.column) and (
            (inner.end_line, inner.end_column) <= (place.end_line, place.end_column)
        )
        if not (same_frame and inside):
            return False
        if source.inputs and not sources_anonymous(trace, source):
            return False
    return True
