"""Where the way to a tensor was cut, and what an operation was computed from."""

from __future__ import annotations

from typing import Any

import torch

from whygrad.tracing.graph import leaves_below, node_of
from whygrad.tracing.trace import Operation, Trace


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
    return [found[index] for index in sorted(found)] or numbers_read(trace)


def numbers_read(trace: Trace) -> list[Operation]:
    """What cut since the last step, wherever its result went."""
    begin = trace.backwards[-2].operation_index if len(trace.backwards) > 1 else 0
    return [
        op for op in trace.operations[begin:] if op.is_cut and op.raw and not op.writes_in_place and op.name != "grad"
    ]


def cuts_of_held(trace: Trace) -> list[Operation]:
    """The cuts behind the failing root; where some of them, or a number that was read, keep from what optimizers hold,
    those alone."""
    held = {id(tensor) for seen in trace.optimizers for tensor in seen.held}
    before = {id(root) for seen in trace.backwards[:-1] for root in seen.roots}
    cuts = cuts_behind(trace)
    numbers = [c for c in numbers_read(trace) if not c.outputs and not any(id(t) in before for t in c.inputs)]
    both = {cut.index: cut for cut in (*cuts, *numbers)}
    return [both[index] for index in sorted(both) if held and reaches(trace, both[index], held)] or cuts


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


def reaches(trace: Trace, operation: Operation, wanted: set[int]) -> bool:
    """Whether what an operation read was calculated from one of the leaves: by its graph, and by what was handed on."""
    nodes = [node for tensor in operation.inputs if (node := node_of(tensor)) is not None]
    below = {id(leaf) for leaf in leaves_below(nodes)}
    return bool(wanted & below) or bool(wanted & {id(t) for t in tensors_behind(trace, operation)})


def tensors_behind(trace: Trace, operation: Operation) -> list[torch.Tensor]:
    """Every tensor that an operation's inputs were calculated from."""
    found: dict[int, torch.Tensor] = {}
    waiting = [(tensor, operation.index) for tensor in operation.inputs]
    while waiting:
        tensor, before = waiting.pop()
        if id(tensor) not in found:
            found[id(tensor)] = tensor
            made = trace.producer(tensor, before)
            if made is not None:
                waiting.extend((given, made.index) for given in made.inputs)
    return list(found.values())


def operations_behind(trace: Trace) -> set[int]:
    """The operations whose results the roots were calculated from, by what was handed from one to the next."""
    produced: dict[int, Operation] = {}
    for operation in trace.operations:
        for output in operation.outputs:
            produced.setdefault(id(output), operation)
    found: set[int] = set()
    waiting = [root for seen in trace.backwards for root in seen.roots]
    while waiting:
        made = produced.get(id(waiting.pop()))
        if made is not None and made.index not in found:
            found.add(made.index)
            waiting.extend(made.inputs)
    return found
