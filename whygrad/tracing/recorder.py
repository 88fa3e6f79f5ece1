"""Records the operations, backwards and optimizer steps of a program, changing no value, gradient or graph of it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode

from whygrad.tracing.places import RawStack, Stack, raw_stack, resolve, word_set

KEPT_OPERATIONS = 20_000
COMPARED_ELEMENTS = 1_000_000
NESTED_DEPTH = 3
DISTRIBUTIONS = "torch/distributions/"
REPLACEABLE = (torch.nn.Parameter, torch.nn.Module)
# Reading them tells nothing of how values flow.
METADATA = word_set(
    "dim size numel stride element_size is_floating_point is_complex is_contiguous type __len__ __hash__ __repr__ "
    "__format__ _set_grad_enabled data_ptr is_same_size _is_view backward has_names register_hook retain_grad"
)
READ_ATTRIBUTES = frozenset({"grad", "data", "T", "mT", "H", "mH", "real", "imag"})


@dataclass(slots=True)
class Operation:
    """One call of torch made by the program; tensors are held, so that an identity is never reused."""

    index: int
    name: str
    raw: RawStack
    inputs: list[torch.Tensor]
    inputs_require_grad: list[bool]
    inputs_are_leaves: list[bool]
    grad_enabled: bool
    outputs: list[torch.Tensor] = field(default_factory=list)
    outputs_require_grad: list[bool] = field(default_factory=list)
    sequence_after: int = 0
    raised: bool = False
    is_sample: bool = False

    @property
    def stack(self) -> Stack:
        """Where the program called it, outermost frame first."""
        return resolve(self.raw)

    @property
    def is_cut(self) -> bool:
        """Whether something that requires grad went in and nothing that requires grad came out."""
        return any(self.inputs_require_grad) and not any(self.outputs_require_grad) and not self.raised

    @property
    def writes_in_place(self) -> bool:
        """Whether its name says that it changes its first argument."""
        name = self.name
        return name == "__setitem__" or (name.endswith("_") and not name.endswith("__")) or name == "data="


@dataclass(slots=True)
class LeafSeen:
    """One leaf at one backward."""

    tensor: torch.Tensor
    value: torch.Tensor | None
    gradient_before: torch.Tensor | None
    gradient_after: torch.Tensor | None = None


@dataclass(slots=True)
class BackwardSeen:
    """One call of the engine."""

    raw: RawStack
    operation_index: int
    sequence: int
    roots: list[torch.Tensor]
    leaves: list[LeafSeen]
    oldest: list[int]
    accumulates: bool
    completed: bool = False

    @property
    def stack(self) -> Stack:
        """Where the program called it."""
        return resolve(self.raw)


@dataclass(slots=True)
class OptimizerSeen:
    """One optimizer, where it was made, and how often it stepped."""

    optimizer: Optimizer | None
    raw: RawStack
    given: Any
    frozen_when_made: list[torch.Tensor] = field(default_factory=list)
    step_operations: list[int] = field(default_factory=list)
    idle_steps: int = 0
    step_raw: RawStack = ()

    @property
    def stack(self) -> Stack:
        """Where the program made it."""
        return resolve(self.raw)

    @property
    def step_stack(self) -> Stack:
        """Where the program called `step` last."""
        return resolve(self.step_raw)

    @property
    def held(self) -> list[torch.Tensor]:
        """What it optimises now."""
        groups = [] if self.optimizer is None else self.optimizer.param_groups
        return [tensor for group in groups for tensor in group["params"]]


@dataclass(slots=True)
class Assignment:
    """A parameter or a module put in the place of another one."""

    raw: RawStack
    operation_index: int
    old: list[torch.Tensor]
    new: list[torch.Tensor]

    @property
    def stack(self) -> Stack:
        """Where the program did it."""
        return resolve(self.raw)


@dataclass
class Trace:
    """What a program did."""

    own_files: Container[str]
    operations: list[Operation] = field(default_factory=list)
    backwards: list[BackwardSeen] = field(default_factory=list)
    optimizers: list[OptimizerSeen] = field(default_factory=list)
    modules: list[torch.nn.Module] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: BaseException | None = None
    names: dict[str, Any] = field(default_factory=dict)

    def producer(self, tensor: torch.Tensor, before: int | None = None) -> Operation | None:
        """The last operation (before an index) that returned `tensor`."""
        last = len(self.operations) if before is None else before
        for operation in reversed(self.operations[:last]):
            if any(output is tensor for output in operation.outputs):
                return operation
        return None

    def operation_of_node(self, sequence: int) -> Operation | None:
        """The operation that made the node with that sequence number."""
        low, high = 0, len(self.operations)
        while low < high:
            middle = (low + high) // 2
            if self.operations[middle].sequence_after > sequence:
                high = middle
            else:
                low = middle + 1
        return self.operations[low] if low < len(self.operations) else None


def tensors_in(value: Any, depth: int = NESTED_DEPTH) -> Iterator[torch.Tensor]:
    """The tensors among arguments, some levels deep."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth and isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item, depth - 1)


def is_leaf(tensor: torch.Tensor) -> bool:
    """Whether it is a leaf; a view made under no_grad whose base was written does not let itself be asked."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return False


def node_of(tensor: torch.Tensor) -> Any:
    """The node that made it; None for a leaf, and for what does not let itself be asked."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


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
        caller = sys._getframe(2)
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


def leaves_below(nodes: list[Any]) -> list[torch.Tensor]:
    """The leaves that some nodes of a graph lead to."""
    found: list[torch.Tensor] = []
    seen: set[Any] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        waiting.extend(following for following, _ in node.next_functions if following is not None)
    return found


def walk_graph(roots: list[torch.Tensor]) -> tuple[list[Any], list[torch.Tensor]]:
    """Every node behind `roots`, and every leaf that they accumulate into."""
    leaves = [root for root in roots if root.requires_grad and node_of(root) is None]
    nodes: dict[Any, None] = {}
    waiting = [node for root in roots if (node := node_of(root)) is not None]
    while waiting:
        node = waiting.pop()
        if node in nodes:
            continue
        nodes[node] = None
        variable = getattr(node, "variable", None)
        if variable is not None and node.name() == "torch::autograd::AccumulateGrad":
            leaves.append(variable)
        waiting.extend(following for following, _ in node.next_functions if following is not None)
    return list(nodes), leaves


def in_transform() -> bool:
    """Whether a transform of torch.func runs, whose tensors cannot be copied out."""
    return torch._C._functorch.peek_interpreter_stack() is not None


def copy_of(tensor: torch.Tensor | None) -> torch.Tensor | None:
    """A detached copy to compare with; None for None and for what is too large to keep."""
    if tensor is None or tensor.numel() > COMPARED_ELEMENTS:
        return None
    dense = tensor.detach().to_dense() if tensor.layout != torch.strided else tensor.detach()
    return dense.clone()


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
    with watching_engine(trace), watching_optimizers(trace), watching_modules(trace), Recorder(trace):
        yield trace
