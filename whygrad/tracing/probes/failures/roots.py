"""Failures of what is differentiated: its shape, its dtype, and whether it has a graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from whygrad.tracing.findings import Finding
from whygrad.tracing.places import frames_of_error
from whygrad.tracing.probes.cuts import cut_facts, cuts_of_held, numbers_read
from whygrad.tracing.probes.failures.looking import error_stack, raised_operation
from whygrad.tracing.probes.failures.registry import on
from whygrad.tracing.recorder import is_ready
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch


@on("RuntimeError", r"grad can be implicitly created only for scalar outputs")
def root_with_elements(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Backward from a tensor of several elements."""
    seen = trace.backwards[-1] if trace.backwards else None
    shape = list(seen.roots[0].shape) if seen and seen.roots else None
    yield Finding("backward-nonscalar-output", error_stack(trace), "backward", root_facts(trace, shape))


def root_facts(trace: Trace, shape: list[int] | None) -> dict[str, Any]:
    """What decides between mean and sum."""
    elements = None
    if shape is not None:
        elements = 1
        for size in shape:
            elements *= size
    return {"shape": shape, "elements": elements, "has_optimizer": bool(trace.optimizers)}


@on("RuntimeError", r"Expected f\(\*args\) to return a scalar")
def function_with_elements(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """`torch.func.grad` of a function that returns several elements."""
    for frame in frames_of_error(trace.error) if trace.error else []:
        output, function = frame.f_locals.get("output"), frame.f_locals.get("func")
        if frame.f_code.co_name == "grad_and_value_impl" and isinstance(output, torch.Tensor):
            code = getattr(function, "__code__", None)
            facts = root_facts(trace, list(output.shape)) | {"function": code.co_name if code else None}
            facts["function_line"] = code.co_firstlineno if code and code.co_filename in trace.own_files else None
            yield Finding("functorch-grad-nonscalar", error_stack(trace), "grad", facts)
            return


@on("RuntimeError", r"differentiated Tensor.{0,40} does not require grad|of the input tensors does not require grad")
def input_without_gradient(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A tensor that a derivative is asked for and that does not require grad; where it was made."""
    failing = raised_operation(trace)
    inputs = failing.inputs if failing is not None else []
    plain = next((t for t in inputs if not t.requires_grad and t.is_floating_point()), None)
    made = None if plain is None else trace.producer(plain)
    stack = made.stack if made is not None and made.raw else error_stack(trace)
    facts = {"shape": None if plain is None else list(plain.shape), "made": made is not None}
    yield Finding("grad-input-no-requires-grad", stack, made.name if made is not None else "autograd.grad", facts)


@on("RuntimeError", r"does not require grad and does not have a grad_fn|does not require grad$")
def root_without_graph(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Why nothing behind the root requires grad: frozen, cut, or made without."""
    stack = error_stack(trace)
    frozen = [seen for seen in trace.optimizers if seen.held and not any(t.requires_grad for t in seen.held)]
    for seen in frozen:
        were_parameters = any(isinstance(tensor, torch.nn.Parameter) for tensor in seen.held)
        facts = {
            "more_was_frozen": more_was_frozen(trace, seen.held),
            "parameters": were_parameters,
            "count": len(seen.held),
        }
        yield Finding("no-grad-fn", seen.stack, "frozen", facts)
    if frozen:
        return
    cuts = cuts_of_held(trace)
    for cut in cuts:
        yield Finding("no-grad-fn", cut.stack, cut.name, cut_facts(trace, cut) | {"only_cut": len(cuts) == 1})
    if not cuts:
        yield Finding("no-grad-fn", stack, "backward")


def more_was_frozen(trace: Trace, held: list[torch.Tensor]) -> bool:
    """Whether a module holds both what an optimizer has and more that is frozen: a part of it is to be trained."""
    known = {id(tensor) for tensor in held}
    for module in trace.modules:
        parameters = list(module.parameters()) if is_ready(module) else []
        inside = [parameter for parameter in parameters if id(parameter) in known]
        frozen = [parameter for parameter in parameters if id(parameter) not in known and not parameter.requires_grad]
        if inside and frozen:
            return True
    return False


@on("RuntimeError", r"Found dtype \w+ but expected \w+")
def dtypes_differ(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """A loss of two dtypes: the last such operation."""
    losses = [op for op in trace.operations if op.name.endswith("loss") or op.name.startswith("binary_cross_entropy")]
    mixed = [op for op in losses if len({tensor.dtype for tensor in op.inputs[:2]}) > 1]
    stack = mixed[-1].stack if mixed else error_stack(trace)
    yield Finding("loss-dtype-mismatch-backward", stack, mixed[-1].name if mixed else "loss")


@on("RuntimeError", r"appears? to not have been used in the graph")
def input_unused(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """An input of `autograd.grad` that the output does not depend on."""
    yield Finding("grad-unused-input", error_stack(trace), "grad")


@on("AttributeError", r"'(float|int|numpy\.float\d\d|numpy\.ndarray)' object has no attribute 'backward'")
def root_is_number(trace: Trace, _: VersionWatch | None) -> Iterator[Finding]:
    """Backward from a number: where it was read out of a tensor."""
    cuts = {cut.stack[-1]: cut for cut in numbers_read(trace)}
    for cut in cuts.values():
        yield Finding("backward-on-non-tensor", cut.stack, cut.name, cut_facts(trace, cut))
    if not cuts:
        yield Finding("backward-on-non-tensor", error_stack(trace), "backward")
