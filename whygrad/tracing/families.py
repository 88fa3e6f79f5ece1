"""Titles of the faults that tracing finds, for those that have no entry yet."""

from __future__ import annotations

TITLES: dict[str, dict[str, str]] = {
    "silent-log-zero": {"en": "log at zero", "zh": "在零点取 log"},
    "functorch-grad-nonscalar": {
        "en": "torch.func.grad of a non-scalar function",
        "zh": "对非标量函数使用 torch.func.grad",
    },
}


def family_title(family: str) -> dict[str, str]:
    """The title of a family; its name where it has none here."""
    return TITLES.get(family, {"en": family, "zh": family})
