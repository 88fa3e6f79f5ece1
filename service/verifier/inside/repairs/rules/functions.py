"""Custom autograd functions: what they save, how many gradients they return, the old style."""

from __future__ import annotations

from typing import Any

import torch
from torch.autograd import Function
from torch.autograd.function import BackwardCFunction

from service.verifier.inside.repairs.rules.base import Rule

Saved = tuple[Any, ...]
# No finite difference checks a gradient that a function brings along: more draws have to.
SEEDS = 12


class SavesAnything(Rule):
    """`save_for_backward` keeps anything, not tensors alone."""

    name = "saves-anything"
    seeds = SEEDS

    def apply(self) -> None:
        """Remember what is no tensor beside, and put it back among `saved_tensors`."""
        plain_save = torch.autograd.function.FunctionCtx.save_for_backward
        rule = self

        def save(ctx: Any, *values: Any) -> None:
            ctx._kept = [None if isinstance(value, torch.Tensor) else (value,) for value in values]
            rule.uses += any(kept is not None for kept in ctx._kept)
            plain_save(ctx, *(value for value in values if isinstance(value, torch.Tensor)))

        def saved(ctx: Any) -> Saved:
            tensors = iter(vars(torch._C._FunctionBase)["saved_tensors"].__get__(ctx))
            kept = getattr(ctx, "_kept", None)
            if kept is None:
                return tuple(tensors)
            return tuple(next(tensors) if item is None else item[0] for item in kept)

        self.patch(torch.autograd.function.FunctionCtx, "save_for_backward", save)
        self.patch(BackwardCFunction, "saved_tensors", property(saved))


class MissingIsNone(Rule):
    """A gradient that backward does not return is None."""

    name = "missing-is-none"
    seeds = SEEDS

    def apply(self) -> None:
        """Pad what a custom backward returns to the number of its inputs."""
        original = BackwardCFunction.apply
        rule = self

        def padded(node: Any, *gradients: Any) -> Any:
            result = original(node, *gradients)
            returned = result if isinstance(result, tuple) else (result,)
            wanted = node.needs_input_grad
            if len(returned) >= len(wanted):
                return result
            rule.uses += 1
            if any(wanted[len(returned) :]):
                rule.refuse("an input without a gradient needs one")
            return returned + (None,) * (len(wanted) - len(returned))

        self.patch(BackwardCFunction, "apply", padded)


class OldFunctionsCalled(Rule):
    """An instance of an old-style Function can be called."""

    name = "old-functions-called"
    seeds = SEEDS

    def apply(self) -> None:
        """`Function.__call__` builds a static Function whose ctx is the instance's other face."""
        rule = self

        def call(instance: Any, *inputs: Any) -> Any:
            rule.uses += 1
            kind = type(instance)
            settings = dict(vars(instance))

            def forward(ctx: Any, *values: Any) -> Any:
                return kind.forward(Face(ctx, settings), *values)

            def backward(ctx: Any, *gradients: Any) -> Any:
                return kind.backward(Face(ctx, settings), *gradients)

            members = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
            function: Any = type(kind.__name__, (Function,), members)
            return function.apply(*inputs)

        self.patch(Function, "__call__", call)


class Face:
    """A ctx that also has the attributes of an old-style instance."""

    def __init__(self, ctx: Any, settings: dict[str, Any]) -> None:
        """`settings` are what the instance was made with."""
        vars(self).update(settings, _ctx=ctx)

    def __getattr__(self, name: str) -> Any:
        """Whatever the instance lacks is the ctx's."""
        return getattr(vars(self)["_ctx"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        """What is set in forward is there in backward."""
        setattr(vars(self)["_ctx"], name, value)
        vars(self)[name] = value
