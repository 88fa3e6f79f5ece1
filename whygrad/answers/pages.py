"""One page of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Page:
    """The items of one page, and where it stands in the list."""

    items: list[Mapping[str, Any]]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """Number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))


def take_page(items: Sequence[_Item], number: int, size: int, describe: Callable[[_Item], Mapping[str, Any]]) -> Page:
    """Page `number` (from 1) of `items`, each described; a page past the end is empty."""
    start = (number - 1) * size
    return Page([describe(item) for item in items[start : start + size]], len(items), number, size)
