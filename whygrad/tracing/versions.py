"""Which line wrote to a tensor that backward still needs, and which line saved it."""

from __future__ import annotations

import sys
import types
import weakref
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from whygrad.tracing.places import RawStack, Stack, raw_stack, resolve

MOST_BOXES = 5_000


class Reached(BaseException):
    """The backward that fails has been reached."""


class Box:
    """A saved tensor with its version when it was saved; gone when its graph is freed."""

    __slots__ = ("__weakref__", "saved_at", "seen", "tensor", "version")

    def __init__(self, tensor: torch.Tensor, saved_at: RawStack) -> None:
        """Remember `tensor` as it is now."""
        self.tensor, self.version, self.seen, self.saved_at = tensor, tensor._version, tensor._version, saved_at


@dataclass(frozen=True)
class Write:
    """A write to a saved tensor."""

    written_at: RawStack
    saved_at: RawStack
    shape: tuple[int, ...]
    box: weakref.ReferenceType[Box]

    @property
    def stack(self) -> Stack:
        """Where it was written."""
        return resolve(self.written_at)

    @property
    def saving_stack(self) -> Stack:
        """Where it was saved."""
        return resolve(self.saved_at)


@dataclass
class VersionWatch:
    """Every write seen so far."""

    own_files: Container[str]
    boxes: weakref.WeakSet[Box] = field(default_factory=weakref.WeakSet)
    writes: list[Write] = field(default_factory=list)

    def pack(self, tensor: torch.Tensor) -> Box | torch.Tensor:
        """Box a tensor that an operation saves."""
        if len(self.boxes) >= MOST_BOXES:
            return tensor
        box = Box(tensor, raw_stack(sys._getframe(1), self.own_files))
        self.boxes.add(box)
        return box

    def look(self, before: RawStack) -> None:
        """Note what has been written to since the last look, by the instruction at `before`."""
        for box in self.boxes:
            if box.tensor._version != box.seen:
                box.seen = box.tensor._version
                self.writes.append(Write(before, box.saved_at, tuple(box.tensor.shape), weakref.ref(box)))

    def freeze(self) -> None:
        """Keep, from now on, only the writes to tensors whose graph still waits for its backward."""
        self.writes = [write for write in self.writes if write.box() is not None]
        self.boxes.clear()


def unpack(box: Box | torch.Tensor) -> torch.Tensor:
    """The tensor of a box."""
    return box.tensor if isinstance(box, Box) else box


@contextmanager
def watching_versions(watch: VersionWatch) -> Iterator[VersionWatch]:
    """Watch the program in the block. Hooks switch torch's own check off: from such a run, read the writes alone."""
    own_files = watch.own_files
    current: RawStack = ()
    outer = sys.gettrace()

    def trace_lines(frame: types.FrameType, event: str, _: object) -> object:
        nonlocal current
        if frame.f_code.co_filename not in own_files:
            return None
        watch.look(current)
        current = raw_stack(frame.f_back if event == "return" else frame, own_files)
        return trace_lines

    with torch.autograd.graph.saved_tensors_hooks(watch.pack, unpack):
        sys.settrace(trace_lines)  # type: ignore[arg-type]
        try:
            yield watch
        finally:
            sys.settrace(outer)
            watch.look(current)


@contextmanager
def until_backward(number: int, watch: VersionWatch) -> Iterator[None]:
    """End the program in the block at its backward of that number, and keep what is still saved then."""
    backward, grad = torch.autograd.backward, torch.autograd.grad
    seen = 0

    def count(run: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen >= number:
                watch.freeze()
                raise Reached
            return run(*args, **kwargs)

        return call

    torch.autograd.backward, torch.autograd.grad = count(backward), count(grad)
    try:
        yield
    finally:
        torch.autograd.backward, torch.autograd.grad = backward, grad
