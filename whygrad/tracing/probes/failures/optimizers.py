"""Failures of what an optimizer is given."""

from __future__ import annotations

import types
from collections.abc import Iterator

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.graph import is_leaf
from whygrad.tracing.probes.cuts import sources_anonymous
from whygrad.tracing.probes.failures.looking import error_stack
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.probes.modules import unregistered
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch


@on("ValueError", r"optimizer got an empty parameter list")
def nothing_to_optimise(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Modules kept where nobody looks, or a generator that was gone through before."""
    found = list(unregistered(trace))
    yield from (Finding("optimizer-empty-parameter-list", error_stack(trace), "Optimizer", facts) for facts in found)
    if not found:
        given = trace.optimizers[-1].given if trace.optimizers else None
        exhausted = isinstance(given, types.GeneratorType) or given == []
        facts = {"exhausted": exhausted, "given": type(given).__name__, "all_frozen": all_frozen(trace)}
        yield Finding("optimizer-empty-parameter-list", error_stack(trace), "Optimizer", facts)


def all_frozen(trace: Trace) -> bool:
    """Whether the program made parameters and all of them are frozen."""
    parameters = all_parameters(trace)
    return bool(parameters) and not any(parameter.requires_grad for parameter in parameters)


def all_parameters(trace: Trace) -> list[torch.Tensor]:
    """Every parameter of every module that the program made."""
    found: dict[int, torch.Tensor] = {}
    for module in trace.modules:
        if "_parameters" in vars(module):
            found |= {id(value): value for value in module._parameters.values() if value is not None}
    return list(found.values())


@on("TypeError", r"params argument given to the optimizer should be|optimizer can only optimize Tensors")
def wrong_kind_to_optimise(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor, a module, or a list of modules in place of a list of tensors."""
    given = trace.optimizers[-1].given if trace.optimizers else None
    facts = {
        "given": kind_of(given),
        "items": [kind_of(item) for item in given] if isinstance(given, list | tuple) else [],
    }
    yield Finding("optimizer-params-type", error_stack(trace), "Optimizer", facts)


def kind_of(value: object) -> str:
    """`tensor`, `module`, or the name of another type."""
    if isinstance(value, torch.Tensor):
        return "tensor"
    return "module" if isinstance(value, torch.nn.Module) else type(value).__name__


@on("ValueError", r"can't optimize a non-leaf Tensor")
def no_leaf_to_optimise(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """The operation that made a tensor which is no leaf."""
    given = trace.optimizers[-1].given if trace.optimizers else []
    items = [given] if isinstance(given, torch.Tensor) else list(given) if isinstance(given, list | tuple) else []
    for item in items:
        tensors = item.get("params", []) if isinstance(item, dict) else [item]
        for tensor in [tensors] if isinstance(tensors, torch.Tensor) else tensors:
            if isinstance(tensor, torch.Tensor) and not is_leaf(tensor):
                made = trace.producer(tensor)
                stack = made.stack if made and made.raw else error_stack(trace)
                facts = {"shape": list(tensor.shape), "sources_anonymous": sources_anonymous(trace, made)}
                yield Finding("optimizer-non-leaf", stack, made.name if made else "", facts)


@on("ValueError", r"some parameters appear in more than one parameter group")
def held_twice(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A parameter given to an optimizer in two groups."""
    yield Finding("optimizer-duplicate-params", error_stack(trace), "Optimizer")
