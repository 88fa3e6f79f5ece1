"""The rules, found by name: one module for each part of torch that they change."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from service.verifier.inside.repairs.rules.base import RULES, Rule

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def make_rule(name: str, facts: dict[str, Any]) -> Rule:
    """The rule of that name, ready to be applied once."""
    return RULES[name](facts)
