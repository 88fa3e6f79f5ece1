"""Grad mode and what is drawn or copied without it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.distributions import Distribution
from torch.utils import checkpoint as checkpointing

from service.verifier.inside.repairs.rules.base import Operations, Rule, program_lines

SWITCH = """
_grad_mode = __import__("torch").is_grad_enabled()
try:
    pass
finally:
    __import__("torch").set_grad_enabled(_grad_mode)
"""


class GradModeReturns(Rule):
    """A function that switches grad mode off leaves it, when it returns, as it was."""

    name = "grad-mode-returns"

    def transform(self, tree: ast.Module) -> ast.Module:
        """Put the body of each such function between remembering the mode and setting it again."""
        rule = self

        class Wrap(ast.NodeTransformer):
            def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
                if any(is_switch(piece) for piece in ast.walk(node)):
                    rule.uses += 1
                    remembered, block = ast.parse(SWITCH).body
                    assert isinstance(block, ast.Try)
                    block.body = node.body
                    node.body = [remembered, block]
                return node

        changed: ast.Module = Wrap().visit(tree)
        return changed


def is_switch(node: ast.AST) -> bool:
    """A statement that calls `set_grad_enabled(False)`."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return ast.unparse(node.value.func).endswith("set_grad_enabled") and ast.unparse(node.value).endswith("(False)")


class SampleIsRsample(Rule):
    """`sample` draws as `rsample` does, so that gradients reach the distribution's parameters."""

    name = "sample-is-rsample"

    def apply(self) -> None:
        """At `line`, for each kind of distribution that has an `rsample`."""
        for kind in kinds_of(Distribution):
            if kind.has_rsample and "sample" in vars(kind):
                self.patch(kind, "sample", self._drawn(kind.sample))

    def _drawn(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def sample(distribution: Any, sample_shape: Any = ()) -> Any:
            if self.facts["line"] not in program_lines():
                return original(distribution, sample_shape)
            self.uses += 1
            return distribution.rsample(sample_shape)

        return sample


def kinds_of(kind: type[Any]) -> Iterator[Any]:
    """A class and everything derived from it."""
    yield kind
    for derived in kind.__subclasses__():
        yield from kinds_of(derived)


class CopiesAreValues(Rule):
    """A deep copy of a tensor that has a graph is a copy of its values."""

    name = "copies-are-values"

    def apply(self) -> None:
        """Copies are detached."""
        self.enter(Operations(self._copy))

    def _copy(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "__deepcopy__" and args[0].requires_grad and args[0].grad_fn is not None:
            self.uses += 1
            return args[0].detach().clone()
        return func(*args, **kwargs)


class CheckpointRecords(Rule):
    """`checkpoint` records a graph where parameters require grad, whether its inputs do or not."""

    name = "checkpoint-records"

    def apply(self) -> None:
        """It is never reentrant."""
        original = checkpointing.checkpoint

        def checkpoint(*args: Any, **kwargs: Any) -> Any:
            self.uses += 1
            return original(*args, **(kwargs | {"use_reentrant": False}))

        self.patch(checkpointing, "checkpoint", checkpoint)


class KeptAsValues(Rule):
    """What the program does is right; only what it keeps holds graphs that nothing needs."""

    name = "kept-as-values"

    def apply(self) -> None:
        """Change nothing: an edit may not change anything either."""
        self.uses += 1


class InferenceIsNoGrad(Rule):
    """`inference_mode` is `no_grad`."""

    name = "inference-is-no-grad"

    def apply(self) -> None:
        """Replace the class."""
        self.uses += 1
        self.patch(torch, "inference_mode", lambda mode=True: torch.no_grad() if mode else torch.enable_grad())
