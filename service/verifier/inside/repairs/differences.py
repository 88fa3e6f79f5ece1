"""Finite differences: gradients of a program against its own values, shifted a little along some directions."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

import torch

from service.repair.proposals import Words, words
from service.verifier.inside.repairs.events import Reached, noting_events, until_event
from service.verifier.inside.repairs.executing import Execution, execute
from service.verifier.inside.repairs.replay import (
    Draws,
    Event,
    NotReplayable,
    Replay,
    Shift,
    Widened,
    in_float64,
)

STEP = 1e-6
SMALLER = 0.1
TOLERANCE = 1e-4
FLOOR = 1e-8
MOST_SECONDS = 0.6
Result = tuple[Literal["passed", "failed", "not_applicable"], Words]


@dataclass(frozen=True)
class Direction:
    """Where each leaf is shifted, and how fast the value rises along it by the program's own gradient."""

    shifts: list[Shift]
    slope: float


class Differences:
    """Checks the gradients of one program; what stands at `changed` lines is differentiated as it is written."""

    def __init__(self, text: str, changed: frozenset[int] | None, seconds: Callable[[], float]) -> None:
        """`seconds()` tells how long one execution may take; where `changed` is None, nothing is frozen."""
        self._text, self._changed, self._seconds = text, changed, seconds
        self._draws: list[torch.Tensor] = []

    def check(self) -> Result:
        """Compare at the first backward, the second, and the last."""
        replay, error = self.replay()
        if error is not None:
            return skipped(
                f"the run in float64 ended with {type(error).__name__}", f"float64 运行以 {type(error).__name__} 结束"
            )
        if replay.has_hooks or any(event.is_custom for event in replay.events):
            return skipped("gradients of its own (custom function or hook)", "程序自带梯度（自定义函数或 hook）")
        return self.compare(replay, range(len(replay.events)))

    def replay(self) -> tuple[Replay, BaseException | None]:
        """What the unshifted run in float64 leaves, and how it ended."""
        draws = Draws()
        plain = execute(self._text, [draws], seconds=self._seconds())
        return self.replay_with(draws.kept) if plain.error is None else (Replay(), plain.error)

    def replay_with(self, draws: list[torch.Tensor]) -> tuple[Replay, BaseException | None]:
        """The same with the draws of another run."""
        self._draws = draws
        replay = Replay()
        mode = Widened(replay, self._changed)
        wide = self._execute(noting_events(replay, mode), mode)
        return replay, wide.error

    @property
    def draws(self) -> list[torch.Tensor]:
        """The draws that every run repeats."""
        return self._draws

    def compare(self, replay: Replay, numbers: Sequence[int]) -> Result:
        """Compare at the first, the second and the last of some backwards."""
        began = time.process_time()
        checked: list[float] = []
        for number in dict.fromkeys((*numbers[:2], *numbers[-1:])):
            if not checked or time.process_time() - began < MOST_SECONDS:
                for direction in directions(replay, number):
                    try:
                        error_found = self.disagreement(replay, number, direction)
                    except NotReplayable as why:
                        return skipped(f"a shifted run differs: {why}", f"平移后的运行不同：{why}")
                    if not error_found <= TOLERANCE:  # NaN is an error too
                        return disagree(number, error_found)
                    checked.append(error_found)
        if not checked:
            return skipped("no backward reads a leaf that can be shifted", "没有可以平移的叶子")
        return agree(len(checked), max(checked))

    def around(self) -> list[AbstractContextManager[object]]:
        """What every run in float64 happens in; nothing more here."""
        return []

    def _execute(self, watch: AbstractContextManager[None], mode: Widened) -> Execution:
        contexts = [*self.around(), in_float64(), watch, Draws(self._draws), mode]
        return execute(self._text, contexts, seconds=self._seconds())

    def disagreement(self, replay: Replay, number: int, direction: Direction) -> float:
        """How far slope and difference are apart, relative to the larger; with a smaller step where a kink may lie."""
        errors = []
        for step in (STEP, STEP * SMALLER):
            up, down = (self._value(replay, number, direction, sign * step) for sign in (1.0, -1.0))
            measured = (up - down) / (2 * step)
            scale = max(abs(measured), abs(direction.slope), FLOOR / STEP * abs(replay.events[number].value), FLOOR)
            errors.append(abs(measured - direction.slope) / scale)
            if errors[-1] <= TOLERANCE:
                break
        return min(errors)

    def _value(self, replay: Replay, number: int, direction: Direction, step: float) -> float:
        """The value at a backward of the run that is shifted by so much."""
        shifts = [Shift(shift.operation, shift.position, shift.step * step) for shift in direction.shifts]
        mode = Widened(replay, self._changed, shifts)
        values: list[float] = []
        run = self._execute(until_event(number, values), mode)
        if isinstance(run.error, NotReplayable):
            raise run.error
        if not isinstance(run.error, Reached) or not values:
            raise NotReplayable("it does not reach that backward")
        return values[0]


def ignores(text: str, positions: list[int], seconds: Callable[[], float]) -> bool:
    """Whether no backward of a program starts from a value that depends on some of what optimizers were given.

    Nothing is frozen: every way counts, also those that carry no gradient.
    """
    differences = Differences(text, None, seconds)
    replay, error = differences.replay()
    numbers = [number for number, event in enumerate(replay.events) if event.accumulates]
    if error is not None or not numbers:
        return False
    leaves = [replay.given[position] for position in positions if position < len(replay.given)]
    try:
        found = [
            differences.disagreement(replay, number, flat(replay, number, leaves))
            for number in sorted({numbers[0], numbers[len(numbers) // 2], numbers[-1]})
            if any(first_read(replay, number, id(leaf)) for leaf in leaves)
        ]
    except NotReplayable:
        return False
    return len(leaves) == len(positions) and all(error <= TOLERANCE for error in found)


def flat(replay: Replay, number: int, leaves: list[torch.Tensor]) -> Direction:
    """A direction at random along which the value is to stay as it is."""
    places = {id(leaf): place for leaf in leaves if (place := first_read(replay, number, id(leaf))) is not None}
    generator = torch.Generator().manual_seed(number)
    steps = {
        id(leaf): unit(torch.randn(leaf.shape, generator=generator, dtype=torch.float64))
        for leaf in leaves
        if id(leaf) in places
    }
    return direction(places, steps, {})


def directions(replay: Replay, number: int) -> list[Direction]:
    """Along the gradient, and at random with all leaves weighted alike; only the latter after the first backward."""
    event = replay.events[number]
    gradients = {id(leaf): gradient for leaf, gradient in zip(event.leaves, event.gradients, strict=False)}
    held = replay.held.values() if event.accumulates else ()
    leaves = {id(leaf): leaf for leaf in (*event.leaves, *held)}
    places = {key: place for key in leaves if (place := first_read(replay, number, key)) is not None}
    if not places:
        return []
    generator = torch.Generator().manual_seed(number)
    drawn = {key: unit(torch.randn(leaves[key].shape, generator=generator, dtype=torch.float64)) for key in places}
    found = [direction(places, drawn, gradients)]
    if number == 0:
        along = {
            key: unit(g.double()) for key, g in gradients.items() if key in places and g is not None and bool(g.any())
        }
        found += [direction({key: places[key] for key in along}, along, gradients)] if along else []
    return found


def direction(
    places: dict[int, tuple[int, int]], steps: dict[int, torch.Tensor], gradients: dict[int, torch.Tensor | None]
) -> Direction:
    """One joint direction with its slope; a leaf without a gradient adds nothing."""
    slope = sum(
        float((gradient * steps[key]).sum())
        for key, gradient in gradients.items()
        if key in places and gradient is not None
    )
    shifts = [Shift(operation, position, steps[key]) for key, (operation, position) in places.items()]
    return Direction(shifts, slope)


def unit(step: torch.Tensor) -> torch.Tensor:
    """A step of length 1."""
    length: torch.Tensor = step.norm().clamp(min=1e-30)
    return step.div(length)


def first_read(replay: Replay, number: int, key: int) -> tuple[int, int] | None:
    """Where a leaf is read first since its last write and since the last backward; since its last write alone where
    the graph is older than that backward, and where every way counts, so that there may be none."""
    event = replay.events[number]
    earlier: Event | None = replay.events[number - 1] if number else None
    since = max((at for at in replay.writes.get(key, []) if at < event.operation), default=-1)
    if replay.freezes and earlier is not None and event.oldest >= earlier.sequence:
        since = max(since, earlier.operation - 1)
    reads = (place for place in replay.reads.get(key, []) if since < place[0] < event.operation)
    return next(reads, None)


def skipped(en: str, zh: str) -> Result:
    """Why differences say nothing here."""
    return "not_applicable", words(en, zh)


def disagree(number: int, error: float) -> Result:
    """Gradient and values contradict each other."""
    return "failed", words(
        f"at backward {number + 1} the gradient is off by {error:.1e} of the slope",
        f"第 {number + 1} 次反向传播的梯度与差分相差 {error:.1e}",
    )


def agree(count: int, error: float) -> Result:
    """Gradient and values agree."""
    return "passed", words(
        f"in float64, {count} directions, largest error {error:.1e}", f"float64，{count} 个方向，最大误差 {error:.1e}"
    )
