"""Measured times as ratios and percentiles, printed as a Markdown table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One way of doing the job: its name and how long each repetition took, in seconds."""

    name: str
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return statistics.median(self.seconds)

    def percentile(self, percent: float) -> float:
        """The time within which so many per cent of the repetitions ended, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def measure(name: str, action: Callable[[], object], repetitions: int) -> Figure:
    """Time `action` so many times, one after the other."""
    seconds = []
    for _ in range(repetitions):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return Figure(name, seconds)


def show_table(figures: Sequence[Figure], unit: Figure) -> str:
    """A Markdown table; the last column is the median in units of `unit`'s."""
    lines = ["| what | n | p50 ms | p90 ms | p99 ms | ratio |", "| --- | --- | --- | --- | --- | --- |"]
    for figure in figures:
        times = " | ".join(f"{figure.percentile(percent) * 1e3:.2f}" for percent in (50, 90, 99))
        lines.append(f"| {figure.name} | {len(figure.seconds)} | {times} | {figure.median / unit.median:.2f} |")
    return "\n".join(lines)
