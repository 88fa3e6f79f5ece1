"""Edits that a strategy proposes, with what they assume and the rule that can prove them."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from service.repair.source import Source
from whygrad.tracing.findings import Finding

Words = dict[str, str]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Proposal:
    """A whole corrected program. `rule` names the reference that proves it, `assumes` an intention that is open,
    `unproven` one that is open unless the rule proves it."""

    fix: str
    text: str
    title: Words
    why: Words
    rule: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    assumes: Words | None = None
    unproven: Words | None = None

    @property
    def is_sure(self) -> bool:
        """Whether a rule alone decides."""
        return self.rule is not None and self.assumes is None and self.unproven is None


Strategy = Callable[[Finding, Source], Iterator[Proposal]]
STRATEGIES: list[tuple[frozenset[str], Strategy]] = []


def strategy(*families: str) -> Callable[[Strategy], Strategy]:
    """Register a strategy for findings of these families."""

    def register(propose: Strategy) -> Strategy:
        STRATEGIES.append((frozenset(families), propose))
        return propose

    return register


def load_strategies() -> None:
    """Import every module of `service.repair.strategies`, in the order of their names; once is enough."""
    package = importlib.import_module("service.repair.strategies")
    for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")


def propose(finding: Finding, text: str) -> list[Proposal]:
    """What every strategy for the finding's family proposes; those that a rule can prove come first."""
    load_strategies()
    source = Source(text)
    asked = [strategy_ for families, strategy_ in STRATEGIES if finding.family in families]
    found = [proposal for strategy_ in asked for proposal in ask(strategy_, finding, source) if proposal.text != text]
    return sorted(found, key=lambda proposal: not proposal.is_sure)


def ask(strategy_: Strategy, finding: Finding, source: Source) -> list[Proposal]:
    """What a strategy proposes; nothing where it stumbles over a program, so that the others are heard."""
    try:
        return list(strategy_(finding, source))
    except Exception:
        _log.exception("the strategy %s failed", strategy_.__name__)
        return []


def words(en: str, zh: str) -> Words:
    """A text in both languages."""
    return {"en": en, "zh": zh}
