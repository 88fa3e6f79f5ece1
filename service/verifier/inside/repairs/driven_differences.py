"""Differences of the original's own values, while the candidate drives it (`driver.py`), against its gradients.

They prove what was cut: numbers taken out and made into tensors again, copies, `detach`. The values of such a program
are right, only its gradients are not; so its own values, differentiated by differences, say what they must be.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import torch

from service.repair.proposals import words
from service.verifier.inside.repairs.differences import Differences, Result, skipped
from service.verifier.inside.repairs.driver import Driver, Gradients
from service.verifier.inside.repairs.replay import Event

AGREEMENT = 1e-6


class DrivenDifferences(Differences):
    """Differences of the original's own values, against the candidate's gradients. Nothing is frozen: every way from
    a leaf to the value counts, so that a number that the program takes out on purpose is seen too."""

    def __init__(self, original: str, candidate: str, seconds: Callable[[], float]) -> None:
        """`seconds()` tells how long one execution may take."""
        super().__init__(original, None, seconds)
        self._candidate = Differences(candidate, None, seconds)
        self._gradients: list[Gradients] = []

    def around(self) -> list[AbstractContextManager[object]]:
        """Every run is driven."""
        return [Driver(self._gradients)]

    def check(self) -> Result:
        """Compare at the first backward, the second, and the last."""
        wanted, error = self._candidate.replay()
        events = [event for event in wanted.events if event.accumulates]
        if error is not None or not events:
            return skipped("the candidate cannot be run in float64", "候选程序无法以 float64 运行")
        self._gradients = [by_position(event, wanted.given) for event in events]
        replay, error = self.replay_with(self._candidate.draws)
        numbers = [number for number, event in enumerate(replay.events) if event.accumulates]
        if error is not None or len(numbers) != len(events):
            return skipped("the original cannot be run in float64", "原程序无法以 float64 运行")
        for number, event, gradients in zip(numbers, events, self._gradients, strict=True):
            found = replay.events[number]
            if abs(found.value - event.value) > AGREEMENT * max(abs(event.value), 1e-3):
                return "failed", words("the values differ in float64", "float64 下数值不同")
            found.leaves, found.gradients = list(replay.given), gradients
        return self.compare(replay, numbers)


def by_position(event: Event, given: list[torch.Tensor]) -> Gradients:
    """What an event added, in the order of what optimizers were given."""
    added = {id(leaf): gradient for leaf, gradient in zip(event.leaves, event.gradients, strict=False)}
    return [added.get(id(tensor)) for tensor in given]
