"""Gradients and when they are cleared: used twice, absent, cleared too early, a zero that meets infinity."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_post_hook

from service.verifier.inside.repairs.rules.base import Rule
from whygrad.tracing.graph import tensors_in, walk_graph


class UsedGradientIsGone(Rule):
    """A gradient that an update has used is not used again."""

    name = "used-gradient-is-gone"

    def apply(self) -> None:
        """Before a backward, clear the gradient of each leaf that was written since the last one."""
        self._values: dict[int, tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]] = {}
        backward = torch.autograd.backward

        def watched(tensors: Any, *args: Any, **kwargs: Any) -> None:
            with torch._C.DisableTorchFunction(), torch.no_grad():
                _, leaves = walk_graph(list(tensors_in(tensors)))
                for leaf in leaves:
                    self._clear(leaf)
            backward(tensors, *args, **kwargs)
            with torch._C.DisableTorchFunction(), torch.no_grad():
                for leaf in leaves:
                    gradient = None if leaf.grad is None else leaf.grad.clone()
                    self._values[id(leaf)] = (leaf, leaf.detach().clone(), gradient)

        self.patch(torch.autograd, "backward", watched)

    def _clear(self, leaf: torch.Tensor) -> None:
        known = self._values.get(id(leaf))
        if known is None or leaf.grad is None:
            return
        _, value, gradient = known
        if gradient is not None and not torch.equal(gradient, leaf.grad) and bool(leaf.grad.any()):
            self.refuse("the program itself changes .grad between two backwards")
        if not torch.equal(value, leaf.detach()):
            self.uses += 1
            leaf.grad = None


class ZeroStaysZero(Rule):
    """A gradient of zero stays zero where a derivative is not finite."""

    name = "zero-stays-zero"

    def apply(self) -> None:
        """Before a backward, hook each node behind the root: where what comes in is 0, what goes out is 0."""
        backward = torch.autograd.backward

        def watched(tensors: Any, *args: Any, **kwargs: Any) -> None:
            with torch._C.DisableTorchFunction():
                roots = list(tensors_in(tensors))
                if not all(bool(torch.isfinite(root).all()) for root in roots):
                    self.refuse("the loss itself is not finite")
                handles = [
                    node.register_hook(self._clean) for node in walk_graph(roots)[0] if not hasattr(node, "variable")
                ]
            try:
                backward(tensors, *args, **kwargs)
            finally:
                for handle in handles:
                    handle.remove()

        self.patch(torch.autograd, "backward", watched)

    def _clean(self, outgoing: tuple[Any, ...], incoming: tuple[Any, ...]) -> tuple[Any, ...] | None:
        came = [gradient for gradient in incoming if gradient is not None]
        if len(came) != 1:
            return None
        cleaned: list[Any] = []
        for gradient in outgoing:
            if gradient is None or gradient.shape != came[0].shape or bool(torch.isfinite(gradient).all()):
                cleaned.append(gradient)
                continue
            self.uses += 1
            cleaned.append(
                torch.where((came[0] == 0) & ~torch.isfinite(gradient), torch.zeros_like(gradient), gradient)
            )
        return tuple(cleaned)


class AbsentGradient(Rule):
    """Zeroing an absent gradient does nothing."""

    name = "absent-gradient"

    def transform(self, tree: ast.Module) -> ast.Module:
        """Guard the one statement at `line`."""
        guard = ZeroingGuarded(lambda statement: statement.lineno == self.facts["line"])
        guarded: ast.Module = guard.visit(tree)
        self.uses += guard.uses
        return guarded


class ZeroingGuarded(ast.NodeTransformer):
    """Puts `x.grad.zero_()` under `if x.grad is not None`, where a statement is `wanted`."""

    def __init__(self, wanted: Callable[[ast.Expr], bool]) -> None:
        """`uses` counts the statements."""
        self._wanted = wanted
        self.uses = 0

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """One statement."""
        gradient = gradient_called(node.value)
        if gradient is None or not self._wanted(node):
            return node
        self.uses += 1
        test = ast.Compare(gradient, [ast.IsNot()], [ast.Constant(None)])
        return ast.copy_location(ast.If(test, [node], []), node)


def gradient_called(call: ast.expr) -> ast.Attribute | None:
    """`x.grad` of a method called on it, or on its data."""
    owner = call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Attribute) and owner.attr == "data":
        owner = owner.value
    return owner if isinstance(owner, ast.Attribute) and owner.attr == "grad" else None


class ZeroGradWaits(Rule):
    """Gradients are cleared only after the step that is to use them."""

    name = "zero-grad-waits"

    def apply(self) -> None:
        """A `zero_grad` between a backward and the next step is put off until that step."""
        self._has_run = False
        self._waiting: list[Callable[[], None]] = []
        backward, zero_grad = torch.autograd.backward, Optimizer.zero_grad

        def watched(*args: Any, **kwargs: Any) -> None:
            backward(*args, **kwargs)
            self._has_run = True

        def wait(optimizer: Optimizer, *args: Any, **kwargs: Any) -> None:
            if not self._has_run:
                zero_grad(optimizer, *args, **kwargs)
                return
            self.uses += 1
            self._waiting.append(lambda: zero_grad(optimizer, *args, **kwargs))

        def after_step(*_: object) -> None:
            self._has_run = False
            for clear in self._waiting:
                clear()
            self._waiting.clear()

        handle = register_optimizer_step_post_hook(after_step)  # type: ignore[no-untyped-call,unused-ignore]
        self._stack.callback(handle.remove)
        self.patch(torch.autograd, "backward", watched)
        self.patch(Optimizer, "zero_grad", wait)
