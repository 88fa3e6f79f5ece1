"""Modules: initialised before they are used, and parents of what they keep in lists."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import torch

from service.verifier.inside.repairs.rules.base import Rule

Module = torch.nn.Module


class EveryModuleInitialised(Rule):
    """Every module is initialised before its attributes are set."""

    name = "every-module-initialised"

    def apply(self) -> None:
        """The first attribute that is set initialises; a second `Module.__init__` does nothing."""
        original = Module.__init__

        def initialise(module: Module, *args: Any, **kwargs: Any) -> None:
            if "_parameters" not in vars(module):
                original(module, *args, **kwargs)

        def after_initialising(method: Any) -> Any:
            def call(module: Module, *args: Any, **kwargs: Any) -> Any:
                if "_parameters" not in vars(module):
                    self.uses += 1
                    original(module)
                return method(module, *args, **kwargs)

            return call

        self.patch(Module, "__init__", initialise)
        for name in ("__setattr__", "register_buffer", "register_parameter", "add_module", "register_module"):
            self.patch(Module, name, after_initialising(getattr(Module, name)))


class KeptAreChildren(Rule):
    """Modules and parameters that a module makes and keeps in a list or a dict are its children."""

    name = "kept-are-children"

    def apply(self) -> None:
        """`named_modules` and `named_parameters` look into lists and dicts of the module's attributes."""
        original_init = Module.__init__
        self._made_in: dict[int, set[int]] = {}

        def initialise(module: Module, *args: Any, **kwargs: Any) -> None:
            self._made_in[id(module)] = {id(maker) for maker in makers() if maker is not module}
            original_init(module, *args, **kwargs)

        def modules(module: Module, memo: Any = None, prefix: str = "", remove_duplicate: bool = True) -> Iterator[Any]:
            memo = set() if memo is None else memo
            if module in memo:
                return
            memo.add(module)
            yield prefix, module
            for name, child in module._modules.items():
                if child is not None:
                    yield from modules(child, memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)
            for name, child in self._hidden(module, Module):
                self.uses += 1
                yield from modules(child, memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

        def parameters(
            module: Module, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
        ) -> Iterator[tuple[str, torch.nn.Parameter]]:
            seen: set[int] = set()
            inner = list(modules(module, prefix=prefix)) if recurse else [(prefix, module)]
            for path, part in inner:
                hidden = self._hidden(part, torch.nn.Parameter)
                self.uses += len(hidden)
                own = [*part._parameters.items(), *hidden]
                for name, value in own:
                    if value is not None and id(value) not in seen:
                        seen.add(id(value))
                        yield f"{path}.{name}" if path else name, value

        self.patch(Module, "__init__", initialise)
        self.patch(Module, "named_modules", modules)
        self.patch(Module, "named_parameters", parameters)

    def _hidden(self, module: Module, kind: type) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        attributes = self.facts["attributes"]
        for name, value in vars(module).items():
            if name not in attributes or not isinstance(value, list | tuple | dict):
                continue
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in items:
                if isinstance(item, kind):
                    found.append((f"{name}.{key}", item))
                    if isinstance(item, Module) and id(module) not in self._made_in.get(id(item), set()):
                        self.refuse("it was handed in, not made by the module that keeps it")
        return found


def makers() -> Iterator[Module]:
    """The modules whose `__init__` runs now."""
    frame = sys._getframe(2)
    while frame is not None:
        maker = frame.f_locals.get("self")
        if isinstance(maker, Module) and frame.f_code.co_name == "__init__":
            yield maker
        frame = frame.f_back  # type: ignore[assignment]
