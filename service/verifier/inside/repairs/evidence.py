"""What checks have shown of a candidate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from service.repair.proposals import Words


@dataclass(frozen=True)
class Evidence:
    """One check and what it showed."""

    check: str
    result: Literal["passed", "failed", "not_applicable"]
    detail: Words


@dataclass
class Proof:
    """The evidence so far; verified where every check that applies has passed and a reference was among them."""

    evidence: list[Evidence] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)

    @property
    def verified(self) -> bool:
        """Whether nothing failed and a reference run agreed."""
        results = {item.check: item.result for item in self.evidence}
        is_whole = all(
            results.get(check) == "passed" for check in ("runs", "reference", "second_seed", "gradients_flow")
        )
        return is_whole and all(item.result != "failed" for item in self.evidence)

    @property
    def failed(self) -> str | None:
        """The check that failed."""
        return next((item.check for item in self.evidence if item.result == "failed"), None)
