"""Failures of a gradient that is absent, and of the flag that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import is_leaf
from whygrad.tracing.probes.cuts import sources_anonymous
from whygrad.tracing.probes.failures.looking import error_stack, raised_operation
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch


@on("AttributeError", r"'NoneType' object has no attribute")
def gradient_absent(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """`.grad` is None: before the first backward, or of a tensor that is no leaf."""
    yield from absent(trace)


@on("TypeError", r"NoneType")
def gradient_absent_in_arithmetic(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The same, where None is calculated with."""
    yield from absent(trace)


def absent(trace: Trace) -> Iterator[Finding]:
    """The tensor whose gradient is absent, and where it was made."""
    reads = [op for op in trace.operations[-20:] if op.name == "grad" and op.inputs and not op.outputs]
    stack = error_stack(trace)
    if not reads or not stack or (reads[-1].stack[-1:] and reads[-1].stack[-1].function != stack[-1].function):
        return
    tensor = reads[-1].inputs[0]
    made = trace.producer(tensor)
    facts = {
        "is_leaf": is_leaf(tensor),
        "requires_grad": tensor.requires_grad,
        "backwards": sum(seen.completed for seen in trace.backwards),
        "shape": list(tensor.shape),
        "sources_anonymous": sources_anonymous(trace, made),
        "error_stack": stack,
    }
    if made is not None and made.raw and not (is_leaf(tensor) and tensor.requires_grad):
        yield Finding("grad-is-none-attributeerror", made.stack, made.name, facts)
    else:
        yield Finding("grad-is-none-attributeerror", stack, "grad", facts)


@on("RuntimeError", r"floating point (and complex )?dtype can require gradients")
def integer_to_train(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The call that was to make an integer tensor require grad."""
    operation = raised_operation(trace)
    yield Finding("integer-requires-grad", error_stack(trace), operation.name if operation else "requires_grad_")


@on("RuntimeError", r"you can only change requires_grad flags of leaf variables")
def flag_of_no_leaf(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """requires_grad switched off on a tensor that has a graph."""
    yield Finding("nonleaf-requires-grad-flag", error_stack(trace), "requires_grad")
