"""Failures of writing in place."""

from __future__ import annotations

from collections.abc import Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.places import Stack
from whygrad.tracing.probes.failures.looking import error_stack, raised_operation
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch, Write


@on("RuntimeError", r"modified by an inplace operation")
def written_while_needed(trace: Trace, watch: VersionWatch | None) -> Iterator[Finding]:
    """Each line that wrote to a tensor which the failing backward needs, or another whose graph is kept."""
    places: dict[tuple[int, int], list[Write]] = {}
    for write in reversed(watch.writes if watch else []):
        if write.stack:
            places.setdefault((write.stack[-1].line, write.stack[-1].column), []).append(write)
    for writes in places.values():
        stacks = list(dict.fromkeys(write.saving_stack for write in writes if write.saving_stack))
        facts = {
            "shape": list(writes[0].shape),
            "saved_line": stacks[0][-1].line if stacks else None,
            "saving_stacks": stacks,
            "by_step": is_step(trace, writes[0].stack),
            "error_stack": error_stack(trace),
        }
        yield Finding("inplace-version-mismatch", writes[0].stack, "write", facts)


def is_step(trace: Trace, stack: Stack) -> bool:
    """Whether an optimizer stepped at that line."""
    lines = {
        trace.operations[index].stack[-1].line
        for seen in trace.optimizers
        for index in seen.step_operations
        if index < len(trace.operations) and trace.operations[index].raw
    }
    return stack[-1].line in lines


@on("RuntimeError", r"leaf Variable that requires grad")
def written_leaf(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The write to a leaf, and whether what is written has a graph of its own."""
    operation = raised_operation(trace)
    view = "view of a leaf" in str(trace.error)
    others = operation is not None and any(operation.inputs_require_grad[1:])
    facts = {
        "others_require_grad": others,
        "shape": list(operation.inputs[0].shape) if operation and operation.inputs else None,
        "has_backward": bool(trace.backwards),
    }
    name = operation.name if operation else "in-place write"
    yield Finding("leaf-view-inplace" if view else "leaf-inplace", error_stack(trace), name, facts)


@on("RuntimeError", r"is a view and is being modified inplace|view is the output of a function that returns multiple")
def written_view(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A write to a view that an operation returned together with others, or that a function of its own returned."""
    family = family_of_view(str(trace.error))
    if family is not None:
        operation = raised_operation(trace)
        yield Finding(family, error_stack(trace), operation.name if operation else "write")


def family_of_view(message: str) -> str | None:
    """Which function returned the view, by what torch says; a module with a backward hook returns it through one."""
    if "multiple views" in message:
        return "multi-output-view-inplace"
    if "created inside a custom Function" not in message:
        return None
    return "module-hook-inplace" if "BackwardHookFunction" in message else "custom-function-view-inplace"
