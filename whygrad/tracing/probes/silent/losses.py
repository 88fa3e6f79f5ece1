"""Losses that compare something else than they seem to."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.places import word_set
from whygrad.tracing.trace import Operation, Trace

SHAPES = word_set("squeeze flatten view reshape __getitem__ sigmoid tanh relu softplus exp")
POINTWISE = word_set(
    "add sub mul div __add__ __sub__ __mul__ __truediv__ __rsub__ __radd__ __rmul__ mse_loss l1_loss smooth_l1_loss "
    "huber_loss add_ sub_ mul_ binary_cross_entropy binary_cross_entropy_with_logits"
)


def rows_broadcast(trace: Trace) -> Iterator[Finding]:
    """(N, 1) met (N,) and became (N, N), on the way to a loss."""
    warned = any("Using a target size" in warning for warning in trace.warnings)
    for operation in trace.operations:
        pair = operation.inputs[:2]
        if operation.name not in POINTWISE or len(pair) != 2 or not operation.raw:
            continue
        dims = sorted(tensor.dim() for tensor in pair)
        column = next((t for t in pair if t.dim() == 2 and t.shape[1] == 1), None)
        row = next((t for t in pair if t.dim() == 1), None)
        if dims != [1, 2] or column is None or row is None or column.shape[0] != row.shape[0] or row.shape[0] < 2:
            continue
        graphs = [tensor.requires_grad for tensor in pair]
        facts = {
            "column_first": pair[0] is column,
            "rows": row.shape[0],
            "warned": warned,
            "one_is_predicted": graphs.count(True) == 1 and is_predicted(trace, pair[graphs.index(True)], operation),
            "row_made": made_at(trace, row, operation),
        }
        yield Finding("silent-broadcast-loss", operation.stack, operation.name, facts)
        return


def is_predicted(trace: Trace, tensor: torch.Tensor, before: Operation) -> bool:
    """Whether a layer gave a tensor, perhaps in another shape: a prediction that a target is compared with."""
    made = trace.producer(tensor, before.index)
    while made is not None and made.name in SHAPES and made.inputs:
        made = trace.producer(made.inputs[0], made.index)
    return made is not None and made.name == "linear"


def made_at(trace: Trace, tensor: torch.Tensor, before: Operation) -> tuple[object, ...]:
    """Where a tensor was made."""
    made = trace.producer(tensor, before.index)
    return made.stack if made is not None and made.raw else ()


def softmax_twice(trace: Trace) -> Iterator[Finding]:
    """Probabilities given to `cross_entropy`, which takes the softmax itself."""
    for operation in trace.operations:
        if operation.name != "cross_entropy" or not operation.inputs:
            continue
        made = trace.producer(operation.inputs[0], operation.index)
        if made is not None and made.name == "softmax" and made.raw:
            facts = {"loss_stack": operation.stack, "shape": list(operation.inputs[0].shape)}
            yield Finding("silent-double-softmax", made.stack, "softmax", facts)
            return
