"""Finite losses whose gradient is not finite."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.places import word_set
from whygrad.tracing.probes.cuts import operations_behind
from whygrad.tracing.trace import BackwardSeen, Operation, Trace

SINGULAR = word_set(
    "log sqrt div pow rsqrt reciprocal log2 log10 norm __pow__ __truediv__ true_divide __rdiv__ __rtruediv__"
)
INFINITE_AT_ZERO = frozenset({"sqrt", "norm"})
MASKED_DEPTH = 5


def infinite_derivatives(trace: Trace) -> Iterator[Finding]:
    """A finite loss whose gradient is not finite, where `where` has masked the value but not the derivative."""
    seen = next((seen for seen in trace.backwards if is_broken(seen)), None)
    for operation in trace.operations[: seen.operation_index] if seen is not None else []:
        if operation.name == "where" and len(operation.inputs) == 3 and operation.raw:
            yield from masked_too_late(trace, operation)


def singular_derivatives(trace: Trace) -> Iterator[Finding]:
    """A finite loss whose gradient is not finite: the function that was taken where its derivative is infinite."""
    seen = next((seen for seen in trace.backwards if is_broken(seen)), None)
    if seen is None:
        return
    used = operations_behind(trace)
    for operation in trace.operations[: seen.operation_index]:
        if is_at_edge(operation) and operation.index in used and any(operation.inputs_require_grad) and operation.raw:
            family = "silent-log-zero" if operation.name.startswith("log") else "silent-sqrt-zero-grad"
            yield Finding(family, operation.stack, operation.name, {"shape": list(operation.outputs[0].shape)})
            return


def is_broken(seen: BackwardSeen) -> bool:
    """Whether a backward gave gradients that are not finite from roots that are."""
    gradients = [leaf.gradient_after for leaf in seen.leaves if leaf.gradient_after is not None]
    is_finite = all(bool(torch.isfinite(root).all()) for root in seen.roots)
    return is_finite and not all(bool(torch.isfinite(gradient).all()) for gradient in gradients)


def masked_too_late(trace: Trace, where: Operation) -> Iterator[Finding]:
    """A branch of `where` that was calculated from values at which its derivative is not finite."""
    for index in (1, 2):
        branch = where.inputs[index]
        made = singular_behind(trace, branch, where.index, MASKED_DEPTH) if branch.requires_grad else None
        if made is not None:
            facts = {"branch": index, "inner": made.name, "inner_stack": made.stack, "shape": list(branch.shape)}
            yield Finding("silent-where-nan-trap", where.stack, "where", facts)
            return


def singular_behind(trace: Trace, tensor: torch.Tensor, before: int, depth: int) -> Operation | None:
    """The operation behind a branch whose derivative is not finite at some of its inputs."""
    made = trace.producer(tensor, before)
    if made is None or not made.raw or depth == 0:
        return None
    if is_at_edge(made):
        return made
    behind = (singular_behind(trace, given, made.index, depth - 1) for given in made.inputs if given.requires_grad)
    return next((found for found in behind if found is not None), None)


def is_at_edge(operation: Operation) -> bool:
    """Whether a function was taken where its derivative is not finite: log(0), sqrt(0), 1 / 0."""
    if operation.name not in SINGULAR:
        return False
    at_zero = operation.name in INFINITE_AT_ZERO and any(bool((result == 0).any()) for result in operation.outputs)
    return at_zero or not all(bool(torch.isfinite(result).all()) for result in operation.outputs)
