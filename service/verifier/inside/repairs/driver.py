"""What drives the original by the candidate: its optimizers are moved by the candidate's gradients, not by its own.

It stands in for the engine for `rules/driven.py`, whose run is compared with the candidate's, and for
`driven_differences.py`, which compares the candidate's gradients with differences of the original's values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from service.verifier.inside.repairs.engine import holding
from service.verifier.inside.repairs.records import Recording
from whygrad.tracing.graph import in_transform

Gradients = list[torch.Tensor | None]


class Driver:
    """Stands in for the engine: a backward adds given gradients to what the optimizers hold, and does nothing else."""

    def __init__(self, gradients: list[Gradients], look: Callable[[Any], None] = lambda roots: None) -> None:
        """`gradients` of each backward, one for each tensor in the order in which optimizers were given them."""
        self._gradients = gradients
        self._look = look
        self.held: list[torch.Tensor] = []
        self.count = 0

    def __enter__(self) -> Driver:
        """Take the engine's place."""
        self._engine = torch.autograd.backward
        self._holding = holding(self.held)
        self._holding.__enter__()
        torch.autograd.backward = self._backward
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        torch.autograd.backward = self._engine
        self._holding.__exit__(None, None, None)

    def _backward(self, tensors: Any, *args: Any, **kwargs: Any) -> None:
        if in_transform():
            self._engine(tensors, *args, **kwargs)
            return
        with torch._C.DisableTorchFunction(), torch.no_grad():
            self._look(tensors)
            given = self._gradients[self.count] if self.count < len(self._gradients) else []
            for leaf, gradient in zip(self.held, given, strict=False):
                if gradient is not None:
                    leaf.grad = gradient.clone() if leaf.grad is None else leaf.grad + gradient
        self.count += 1


def gradients_of(recording: Recording) -> list[Gradients] | None:
    """What each backward of a candidate added, in the order of what optimizers hold; None where it trains more."""
    found: list[Gradients] = []
    known = {id(tensor) for tensor in recording.held}
    for backward in recording.backwards:
        if backward.accumulates:
            added = {id(leaf.tensor): leaf.gradient for leaf in backward.leaves}
            if not added.keys() <= known:
                return None
            found.append([added.get(id(tensor)) for tensor in recording.held])
    return found
