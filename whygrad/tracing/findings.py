"""What a look at a run finds: a fault of one family, at one place, with the facts that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whygrad.tracing.places import Stack


@dataclass(frozen=True)
class Finding:
    """One fault: its family, where it was made (outermost frame first) and plain facts about it."""

    family: str
    stack: Stack
    operation: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> int | None:
        """The line of the program that did it."""
        return self.stack[-1].line if self.stack else None

    @property
    def is_open(self) -> bool:
        """Whether it is a fault only where somebody says so."""
        return bool(self.facts.get("only_if_asked"))


def shape_text(shape: list[int] | tuple[int, ...] | None) -> str:
    """A shape as torch prints it; empty for none."""
    return "" if shape is None else f"[{', '.join(map(str, shape))}]"
