"""Titles of the faults that tracing finds, for those that have no entry yet."""

from __future__ import annotations

TITLES: dict[str, dict[str, str]] = {
    "silent-log-zero": {"en": "log at zero", "zh": "在零点取 log"},
    "functorch-grad-nonscalar": {
        "en": "torch.func.grad of a non-scalar function",
        "zh": "对非标量函数使用 torch.func.grad",
    },
}

# Faults whose cause stands on another line than the error: a trace of the run names it.
CAUSE_ELSEWHERE = frozenset(
    {
        "backward-on-non-tensor",
        "backward-twice",
        "grad-input-no-requires-grad",
        "grad-is-none-attributeerror",
        "inplace-version-mismatch",
        "loss-dtype-mismatch-backward",
        "no-grad-fn",
        "optimizer-non-leaf",
    }
)


def family_title(family: str) -> dict[str, str]:
    """The title of a family; its name where it has none here."""
    return TITLES.get(family, {"en": family, "zh": family})
