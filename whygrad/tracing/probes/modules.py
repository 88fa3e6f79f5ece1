"""Modules and parameters that a module keeps where torch does not look for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from whygrad.tracing.trace import Trace


def unregistered(trace: Trace) -> Iterator[dict[str, Any]]:
    """For each attribute of a module that is a plain list, tuple or dict of modules or parameters: what and where."""
    seen: set[tuple[str, str]] = set()
    for module in trace.modules:
        if "_modules" not in vars(module):
            continue
        for name, value in vars(module).items():
            kind = kept_kind(value)
            key = (type(module).__name__, name)
            if kind is not None and not name.startswith("_") and key not in seen and not is_known(module, value):
                seen.add(key)
                yield {
                    "classes": [base.__name__ for base in type(module).__mro__],
                    "attribute": name,
                    "container": type(value).__name__,
                    "kept": kind,
                    "count": len(value),
                }


def kept_kind(value: object) -> str | None:
    """`module` or `parameter` where a plain container holds nothing else."""
    if not isinstance(value, list | tuple | dict) or not value:
        return None
    items = list(value.values()) if isinstance(value, dict) else list(value)
    if all(isinstance(item, torch.nn.Module) for item in items):
        return "module"
    return "parameter" if all(isinstance(item, torch.nn.Parameter) for item in items) else None


def is_known(module: torch.nn.Module, value: Any) -> bool:
    """Whether what is kept is registered all the same, under another name."""
    items = value.values() if isinstance(value, dict) else value
    known = {id(child) for child in module.modules()} | {id(parameter) for parameter in module.parameters()}
    return all(id(item) in known for item in items)
