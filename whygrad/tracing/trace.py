"""What is noted of a program while it runs: its operations, backwards, optimizers and modules."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.optim.optimizer import Optimizer

from whygrad.tracing.places import RawStack, Stack, resolve


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
