"""Failures of reading numbers out of tensors."""

from __future__ import annotations

from collections.abc import Iterator

from whygrad.tracing.findings import Finding
from whygrad.tracing.probes.failures.looking import error_stack, raised_operation
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch


@on("RuntimeError", r"Can't call numpy\(\) on Tensor that requires grad")
def numbers_read(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Where a tensor with a graph became an array."""
    operation = raised_operation(trace)
    shape = list(operation.inputs[0].shape) if operation and operation.inputs else None
    yield Finding("numpy-requires-grad", error_stack(trace), operation.name if operation else "numpy", {"shape": shape})


@on("", r"only one element tensors can be converted|with \d+ elements cannot be converted to Scalar")
def several_as_one(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor of several elements read as one number."""
    operation = raised_operation(trace)
    shape = list(operation.inputs[0].shape) if operation and operation.inputs else None
    yield Finding("item-non-scalar", error_stack(trace), operation.name if operation else "item", {"shape": shape})


@on("RuntimeError", r"calling \.item\(\) on a Tensor")
def item_under_vmap(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A number read out of a tensor that stands for a batch."""
    yield Finding("vmap-item", error_stack(trace), "item")
