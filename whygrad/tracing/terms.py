"""What a loss is a sum of: terms that are trained by data, penalties of parameters alone, and terms without a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch

from whygrad.tracing.graph import is_leaf
from whygrad.tracing.places import word_set
from whygrad.tracing.trace import Operation

SUMS = word_set("add __add__ __radd__ __iadd__ add_ sub __sub__ __rsub__ __isub__ sub_ stack cat")
LINEAR = SUMS | word_set("sum mean neg __neg__ mul __mul__ __rmul__ div __truediv__ true_divide clone float double to")


@dataclass(slots=True)
class Made:
    """An operation and, for each tensor that it read: whether it had a graph, was a leaf, and what made it."""

    name: str
    inputs: list[tuple[bool, bool, Made | None]]


class Ancestry:
    """What made each tensor; tensors are held, so that an identity is never reused."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        """Begin with the operations of a trace."""
        self._made: dict[int, tuple[torch.Tensor, Made]] = {}
        for seen in operations:
            flags = zip(seen.inputs, seen.inputs_require_grad, seen.inputs_are_leaves, strict=True)
            self.note(Made(seen.name, [(needs, leaf, self.of(t)) for t, needs, leaf in flags]), seen.outputs)

    def __len__(self) -> int:
        """How many tensors are known."""
        return len(self._made)

    def of(self, tensor: torch.Tensor) -> Made | None:
        """What made a tensor; None where that is not known."""
        known = self._made.get(id(tensor))
        return known[1] if known is not None else None

    def read(self, name: str, inputs: list[torch.Tensor]) -> Made:
        """An operation that is about to read these."""
        return Made(name, [(tensor.requires_grad, is_leaf(tensor), self.of(tensor)) for tensor in inputs])

    def note(self, made: Made, outputs: Iterable[torch.Tensor]) -> None:
        """It returned these."""
        self._made.update((id(tensor), (tensor, made)) for tensor in outputs)


def trains_by_data(root: Made | None) -> bool:
    """Whether the graph behind a root holds more than sums of functions of leaves alone.

    A tensor without a graph may only be a term of such a sum; anywhere else it is data.
    """
    waiting: list[tuple[Made | None, bool]] = [(root, True)]
    seen: set[tuple[int, bool]] = set()
    while waiting:
        made, is_term = waiting.pop()
        if made is None:
            return True
        if (id(made), is_term) in seen:
            continue
        seen.add((id(made), is_term))
        for has_graph, leaf, source in made.inputs:
            if not has_graph and not (is_term and made.name in SUMS):
                return True
            if has_graph and not leaf:
                waiting.append((source, is_term and made.name in LINEAR))
    return False
