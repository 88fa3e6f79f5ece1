"""What probes look at: where the program raised, and in which operation."""

from __future__ import annotations

import types

from whygrad.tracing.places import Stack, frames_of_error, raw_stack_of_error, resolve
from whygrad.tracing.trace import Operation, Trace


def error_stack(trace: Trace) -> Stack:
    """Where the program was when it raised."""
    return () if trace.error is None else resolve(raw_stack_of_error(trace.error, trace.own_files))


def raised_operation(trace: Trace) -> Operation | None:
    """The operation that raised."""
    return next((operation for operation in reversed(trace.operations[-3:]) if operation.raised), None)


def failing_frame(trace: Trace) -> types.FrameType | None:
    """The innermost frame of the program that the exception passed through."""
    frames = frames_of_error(trace.error) if trace.error else []
    return next((frame for frame in frames if frame.f_code.co_filename in trace.own_files), None)
