"""Executes a program once more in float64 with the draws of its first run: what finite differences are taken of."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from service.verifier.inside.recorder import PROGRAM_FILE
from whygrad.tracing.graph import is_leaf, tensors_in
from whygrad.tracing.recorder import METADATA, name_of

WIDER = {
    torch.float32: torch.float64,
    torch.float16: torch.float64,
    torch.bfloat16: torch.float64,
    torch.complex64: torch.complex128,
}
# They name a leaf without reading its value; `data` may be written through.
NOT_READS = METADATA | {"grad", "data", "requires_grad_", "requires_grad=", "grad=", "detach_", "zero_grad"}
NEVER_FROZEN = NOT_READS | {"__setitem__"}
MOST_WRITTEN_BYTES = 64 * 1024 * 1024
FACTORIES = frozenset({"tensor", "as_tensor", "asarray", "from_numpy"})


class NotReplayable(Exception):
    """The program does something else when it is run again."""


class Draws(TorchDispatchMode):
    """Keeps every random draw of a run, or gives back those of an earlier one."""

    def __init__(self, kept: list[torch.Tensor] | None = None) -> None:
        """Give back `kept`, one draw after another; record where there is none."""
        super().__init__()
        self.kept: list[torch.Tensor] = [] if kept is None else kept
        self._replays = kept is not None
        self._next = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run an operation; a draw is recorded or replaced."""
        result = func(*args, **(kwargs or {}))
        if torch.Tag.nondeterministic_seeded in func.tags:
            for drawn in tensors_in(result):
                self._keep(drawn)
        return result

    def _keep(self, drawn: torch.Tensor) -> None:
        if not self._replays:
            self.kept.append(drawn.detach().clone())
            return
        if self._next >= len(self.kept) or self.kept[self._next].shape != drawn.shape:
            raise NotReplayable("other draws are made")
        drawn.copy_(self.kept[self._next])
        self._next += 1


@dataclass(slots=True)
class Event:
    """One backward of a replayed run: where it stands among the operations, its value, its leaves, what they got."""

    operation: int
    value: float
    leaves: list[torch.Tensor]
    gradients: list[torch.Tensor | None]
    oldest: int
    sequence: int
    is_custom: bool
    accumulates: bool = True


@dataclass
class Replay:
    """What the unshifted run in float64 leaves for the shifted ones; `given` is what optimizers were given, and
    `freezes` whether what carries no gradient stays as it was."""

    names: list[str] = field(default_factory=list)
    frozen: dict[int, Any] = field(default_factory=dict)
    reads: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    writes: dict[int, list[int]] = field(default_factory=dict)
    held: dict[int, torch.Tensor] = field(default_factory=dict)
    given: list[torch.Tensor] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    has_hooks: bool = False
    freezes: bool = True
    written: dict[int, list[tuple[int, torch.Tensor]]] = field(default_factory=dict)
    room_bytes: int = MOST_WRITTEN_BYTES


@dataclass(frozen=True)
class Shift:
    """What is added to a leaf before the operation of that number reads it as its argument of that position."""

    operation: int
    position: int
    step: torch.Tensor


class Widened(TorchFunctionMode):
    """Raises float32 to float64, and records or repeats what the unshifted run did."""

    def __init__(self, replay: Replay, changed: frozenset[int] | None, shifts: list[Shift] | None = None) -> None:
        """Record into `replay`, or repeat it with `shifts`; what stands at `changed` lines is never frozen, and
        nothing is where that is None."""
        super().__init__()
        self._replay = replay
        self._changed = changed
        replay.freezes = changed is not None
        self._repeats = shifts is not None
        self._shifts: dict[int, list[Shift]] = {}
        for shift in shifts or ():
            self._shifts.setdefault(shift.operation, []).append(shift)
        self._count = 0

    @property
    def count(self) -> int:
        """How many operations have begun."""
        return self._count

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run an operation in float64."""
        name = name_of(func)
        args = tuple(WIDER.get(value, value) if isinstance(value, torch.dtype) else value for value in args)
        kwargs = {key: WIDER.get(v, v) if isinstance(v, torch.dtype) else v for key, v in (kwargs or {}).items()}
        if name in ("float", "half", "bfloat16") and args and isinstance(args[0], torch.Tensor):
            func = torch.Tensor.double
        if name in METADATA:
            return func(*args, **kwargs)
        number = self._count
        self._count += 1
        run = self._repeat if self._repeats else self._record
        return run(number, name, func, args, kwargs)

    def _record(
        self, number: int, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        replay = self._replay
        replay.names.append(name)
        replay.has_hooks = replay.has_hooks or name == "register_hook"
        with torch._C.DisableTorchFunction():
            given = [*tensors_in(args), *tensors_in(kwargs)]
            leaves = [(i, t, t._version) for i, t in enumerate(given) if t.requires_grad and is_leaf(t)]
            needs = any(tensor.requires_grad for tensor in given)
        result = widened(name, func(*args, **kwargs))
        with torch._C.DisableTorchFunction():
            for position, leaf, version in leaves:
                if leaf._version != version or name in ("data", "data="):
                    replay.writes.setdefault(id(leaf), []).append(number)
                    self._keep_written(number, position, leaf)
                elif name not in NOT_READS:
                    replay.reads.setdefault(id(leaf), []).append((number, position))
                replay.kept.append(leaf)
            if needs and self._freezes(name, result, given):
                replay.frozen[number] = value_of(result)
        return result

    def _keep_written(self, number: int, position: int, leaf: torch.Tensor) -> None:
        """An update is of the run, not of what is differentiated: shifted runs get what it left."""
        self._replay.room_bytes -= leaf.nbytes
        if self._replay.room_bytes > 0:
            self._replay.written.setdefault(number, []).append((position, leaf.detach().clone()))

    def _freezes(self, name: str, result: Any, given: list[torch.Tensor]) -> bool:
        is_alias = name == "data" and is_leaf(given[0])
        is_write = name.endswith("_") and not name.endswith("__")
        if is_alias or is_write or (name in NEVER_FROZEN and name != "data") or result is None:
            return False
        if any(tensor.requires_grad for tensor in tensors_in(result)):
            return False
        return self._changed is not None and program_line() not in self._changed

    def _repeat(
        self, number: int, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        replay = self._replay
        if number >= len(replay.names) or replay.names[number] != name:
            raise NotReplayable("another path is taken")
        if number in self._shifts:
            with torch._C.DisableTorchFunction(), torch.no_grad():
                given = [*tensors_in(args), *tensors_in(kwargs)]
                for shift in self._shifts[number]:
                    given[shift.position].data.add_(shift.step)
        result = widened(name, func(*args, **kwargs))
        if number in replay.written and name != "data":
            with torch._C.DisableTorchFunction(), torch.no_grad():
                given = [*tensors_in(args), *tensors_in(kwargs)]
                for position, value in replay.written[number]:
                    given[position].data.copy_(value)
        return value_of(replay.frozen[number]) if number in replay.frozen else result


def widened(name: str, result: Any) -> Any:
    """A tensor made of an array of float32 in float64; any other result as it is."""
    if name in FACTORIES and isinstance(result, torch.Tensor) and result.dtype in WIDER:
        return result.detach().to(WIDER[result.dtype]).requires_grad_(result.requires_grad)
    return result


def value_of(result: Any) -> Any:
    """A copy of what an operation returned."""
    if isinstance(result, torch.Tensor):
        return result.detach().clone()
    if isinstance(result, tuple | list) and any(isinstance(item, torch.Tensor) for item in result):
        kind = type(result)
        items = [value_of(item) for item in result]
        return kind(items) if kind in (tuple, list) else kind(*items) if hasattr(result, "_fields") else kind(items)
    return result.copy() if isinstance(result, numpy.ndarray) else result


def program_line() -> int:
    """The innermost line of the program that runs."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != PROGRAM_FILE:
        frame = frame.f_back  # type: ignore[assignment]
    return frame.f_lineno if frame is not None else 0


@contextmanager
def in_float64() -> Iterator[None]:
    """New tensors are float64, those made of arrays too."""
    from_numpy = torch.from_numpy

    def wide(array: Any) -> torch.Tensor:
        tensor: torch.Tensor = widened("from_numpy", from_numpy(array))
        return tensor

    torch.set_default_dtype(torch.float64)
    torch.from_numpy = wide  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.from_numpy = from_numpy
        torch.set_default_dtype(torch.float32)
