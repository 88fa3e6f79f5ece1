"""Records the operations, backwards and optimizer steps of a program, changing no value, gradient or graph of it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode

from whygrad.tracing.graph import copy_of, in_transform, is_leaf, tensors_in, walk_graph
from whygrad.tracing.places import raw_stack, word_set
from whygrad.tracing.trace import Assignment, BackwardSeen, LeafSeen, Operation, OptimizerSeen, Trace

KEPT_OPERATIONS = 20_000
DISTRIBUTIONS = "torch/distributions/"
REPLACEABLE = (torch.nn.Parameter, torch.nn.Module)
# Reading them tells nothing of how values flow.
METADATA = word_set(
    "dim size numel stride element_size is_floating_point is_complex is_contiguous type __len__ __hash__ __repr__ "
    "__format__ _set_grad_enabled data_ptr is_same_size _is_view backward has_names register_hook retain_grad"
)
READ_ATTRIBUTES = frozenset({"grad", "data", "T", "mT", "H", "mH", "real", "imag"})


def name_of(function: Callable[..., Any]) -> str:
    """The name of an operation: `data`, `data=` for attributes that are read and assigned."""
    name = getattr(function, "__name__", str(function))
    if name in ("__get__", "__set__"):
        attribute = getattr(getattr(function, "__self__", None), "__name__", name)
        return f"{attribute}=" if name == "__set__" else str(attribute)
    return "autograd.grad" if name == "grad" else str(name)


class Recorder(TorchFunctionMode):
    """Notes each operation that the program calls."""

    def __init__(self, trace: Trace) -> None:
        """Write to `trace`."""
        super().__init__()
        self._trace = trace

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Run the operation and note it."""
        __tracebackhide__ = True  # of IPython and pytest
        kwargs = kwargs or {}
        name = name_of(func)
        is_attribute = getattr(func, "__name__", "") == "__get__"
        if name in METADATA or (is_attribute and name not in READ_ATTRIBUTES):
            return func(*args, **kwargs)
        return self.run(name, func, args, kwargs)

    def run(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run an operation that the program calls, two frames above, and note it."""
        __tracebackhide__ = True
        operation = self._begin(name, args, kwargs)
        if operation is None:
            return func(*args, **kwargs)
        try:
            result = func(*args, **kwargs)
        except BaseException:
            operation.raised = True
            raise
        finally:
            operation.sequence_after = torch._C._autograd._get_sequence_nr()
        with torch._C.DisableTorchFunction():
            operation.outputs = list(tensors_in(result))
            operation.outputs_require_grad = [output.requires_grad for output in operation.outputs]
        return result

    def _begin(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Operation | None:
        operations = self._trace.operations
        if len(operations) >= KEPT_OPERATIONS:
            return None
        caller = sys._getframe(3)
        raw = raw_stack(caller, self._trace.own_files)
        with torch._C.DisableTorchFunction():
            inputs = [*tensors_in(args), *tensors_in(kwargs)]
            operation = Operation(
                index=len(operations),
                name=name,
                raw=raw,
                inputs=inputs,
                inputs_require_grad=[tensor.requires_grad for tensor in inputs],
                inputs_are_leaves=[is_leaf(tensor) for tensor in inputs],
                grad_enabled=torch.is_grad_enabled(),
                is_sample=DISTRIBUTIONS in caller.f_code.co_filename,
            )
        operations.append(operation)
        return operation


@contextmanager
def watching_engine(trace: Trace) -> Iterator[None]:
    """Note every backward of the program: roots, leaves, gradients before and after."""
    backward, grad = torch.autograd.backward, torch.autograd.grad

    def begin(roots: Any, *, accumulates: bool) -> BackwardSeen:
        with torch._C.DisableTorchFunction(), torch.no_grad():
            found = list(tensors_in(roots))
            nodes, leaves = walk_graph(found)
            seen = BackwardSeen(
                raw=raw_stack(sys._getframe(2), trace.own_files),
                operation_index=len(trace.operations),
                sequence=torch._C._autograd._get_sequence_nr(),
                roots=found,
                leaves=[LeafSeen(leaf, copy_of(leaf), copy_of(leaf.grad)) for leaf in leaves],
                oldest=sorted(node._sequence_nr() for node in nodes if not hasattr(node, "variable")),
                accumulates=accumulates,
            )
        trace.backwards.append(seen)
        return seen

    def end(seen: BackwardSeen) -> None:
        seen.completed = True
        with torch._C.DisableTorchFunction(), torch.no_grad():
            for leaf in seen.leaves:
                leaf.gradient_after = copy_of(leaf.tensor.grad)

    @functools.wraps(backward)
    def watched_backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        if in_transform():
            return backward(tensors, *args, **kwargs)
        seen = begin(tensors, accumulates=True)
        backward(tensors, *args, **kwargs)
        end(seen)
        return None

    @functools.wraps(grad)
    def watched_grad(outputs: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if in_transform():
            return grad(outputs, *args, **kwargs)
        seen = begin(outputs, accumulates=False)
        result = grad(outputs, *args, **kwargs)
        end(seen)
        return result

    torch.autograd.backward, torch.autograd.grad = watched_backward, watched_grad
    try:
        yield
    finally:
        torch.autograd.backward, torch.autograd.grad = backward, grad


@contextmanager
def watching_optimizers(trace: Trace) -> Iterator[None]:
    """Note every optimizer that the program makes, and its steps."""
    original = Optimizer.__init__

    def watched(self: Optimizer, params: Any, *args: Any, **kwargs: Any) -> None:
        seen = OptimizerSeen(None, raw_stack(sys._getframe(1), trace.own_files), params)
        trace.optimizers.append(seen)
        original(self, params, *args, **kwargs)
        seen.optimizer = self
        seen.frozen_when_made = [tensor for tensor in seen.held if not tensor.requires_grad]

    def before_step(optimizer: Optimizer, *_: object) -> None:
        for seen in trace.optimizers:
            if seen.optimizer is optimizer:
                seen.step_operations.append(len(trace.operations))
                seen.step_raw = raw_stack(sys._getframe(1), trace.own_files)
                with torch._C.DisableTorchFunction():
                    seen.idle_steps += not any(t.grad is not None and bool(t.grad.any()) for t in seen.held)

    handle = register_optimizer_step_pre_hook(before_step)  # type: ignore[no-untyped-call,unused-ignore]
    Optimizer.__init__ = watched  # type: ignore[method-assign]
    try:
        yield
    finally:
        Optimizer.__init__ = original  # type: ignore[method-assign]
        handle.remove()


@contextmanager
def watching_modules(trace: Trace) -> Iterator[None]:
    """Note every module that the program makes, and every parameter that takes the place of another."""
    original, original_set = torch.nn.Module.__init__, torch.nn.Module.__setattr__

    def watched(self: torch.nn.Module, *args: Any, **kwargs: Any) -> None:
        trace.modules.append(self)
        original(self, *args, **kwargs)

    def assign(self: torch.nn.Module, name: str, value: Any) -> None:
        old = parameters_of(getattr(self, name, None)) if isinstance(value, REPLACEABLE) and is_ready(self) else []
        original_set(self, name, value)
        if old and parameters_of(value):
            raw = raw_stack(sys._getframe(1), trace.own_files)
            trace.assignments.append(Assignment(raw, len(trace.operations), old, parameters_of(value)))

    torch.nn.Module.__init__, torch.nn.Module.__setattr__ = watched, assign  # type: ignore[method-assign]
    try:
        yield
    finally:
        torch.nn.Module.__init__, torch.nn.Module.__setattr__ = original, original_set  # type: ignore[method-assign]


@contextmanager
def watching_arrays(recorder: Recorder) -> Iterator[None]:
    """Note every tensor that is made of an array by `torch.from_numpy`, which no function mode sees."""
    original = torch.from_numpy

    @functools.wraps(original)
    def watched(array: Any) -> torch.Tensor:
        __tracebackhide__ = True
        made: torch.Tensor = recorder.run("from_numpy", original, (array,), {})
        return made

    torch.from_numpy = watched  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.from_numpy = original


def is_ready(module: torch.nn.Module) -> bool:
    """Whether its `__init__` has run."""
    return "_parameters" in vars(module)


def parameters_of(value: object) -> list[torch.Tensor]:
    """A parameter itself, or those of a module."""
    if isinstance(value, torch.nn.Parameter):
        return [value]
    return list(value.parameters()) if isinstance(value, torch.nn.Module) and is_ready(value) else []


@contextmanager
def recording(trace: Trace) -> Iterator[Trace]:
    """Record the program that runs in the block, whose code was compiled under a name of the trace's `own_files`."""
    recorder = Recorder(trace)
    with (
        watching_engine(trace),
        watching_optimizers(trace),
        watching_modules(trace),
        watching_arrays(recorder),
        recorder,
    ):
        yield trace
