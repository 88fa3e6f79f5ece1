"""Graphs that are used again: freed too early, made once, differentiated again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from service.verifier.inside.repairs.rules.base import Operations, Rule, program_lines
from whygrad.tracing.graph import leaves_below, tensors_in, walk_graph
from whygrad.tracing.places import word_set

RANDOM = word_set(
    "rand randn randint randperm normal bernoulli multinomial dropout rand_like randn_like randint_like poisson "
    "normal_ uniform_ bernoulli_ exponential_ rsample sample alpha_dropout feature_dropout rrelu"
)


class GraphKept(Rule):
    """No backward frees the graph."""

    name = "graph-kept"

    def apply(self) -> None:
        """Every backward retains it; no leaf may have changed since a node was made."""
        backward, grad = torch.autograd.backward, torch.autograd.grad
        values: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

        def check(roots: Any) -> None:
            with torch._C.DisableTorchFunction(), torch.no_grad():
                nodes, leaves = walk_graph(list(tensors_in(roots)))
                shared = [node for node in nodes if node in self._used]
                has_stepped = any(self._used[node][0] < self._steps for node in shared)
                reached = frozenset(map(id, leaves))
                is_wasted = bool(shared) and not any(holds_gradient(leaf) for leaf in leaves_below(shared))
                nested = any(
                    not (first - reached and reached - first) for _, first in map(self._used.__getitem__, shared)
                )
                if nested and not is_wasted:
                    self.refuse("one loss trains nothing that the other does not: a part may be meant to be cut off")
                for leaf in leaves_below(shared):
                    known = values.get(id(leaf))
                    if known is not None and not torch.equal(known[1], leaf.detach()):
                        self.refuse("a leaf below the shared graph changed between the two backwards")
                    if has_stepped and holds_gradient(leaf):
                        self.refuse("an optimizer steps in between, and what the first backward gave is still there")
                values.update((id(leaf), (leaf, leaf.detach().clone())) for leaf in leaves)
                used = (self._steps, reached)
                self._used.update((node, used) for node in nodes if not hasattr(node, "variable"))

        def watched_backward(
            tensors: Any, grad_tensors: Any = None, retain_graph: Any = None, *args: Any, **kwargs: Any
        ) -> None:
            self.uses += 1
            check(tensors)
            backward(tensors, grad_tensors, True, *args, **kwargs)

        def watched_grad(
            outputs: Any,
            inputs: Any,
            grad_outputs: Any = None,
            retain_graph: Any = None,
            *args: Any,
            **kwargs: Any,
        ) -> Any:
            self.uses += 1
            check(outputs)
            return grad(outputs, inputs, grad_outputs, True, *args, **kwargs)

        def after_step(*_: object) -> None:
            self._steps += 1

        handle = register_optimizer_step_post_hook(after_step)  # type: ignore[no-untyped-call,unused-ignore]
        self._stack.callback(handle.remove)
        self._used: dict[Any, tuple[int, frozenset[int]]] = {}
        self._steps = 0
        self.patch(torch.autograd, "backward", watched_backward)
        self.patch(torch.autograd, "grad", watched_grad)


def holds_gradient(leaf: torch.Tensor) -> bool:
    """Whether a leaf has a gradient that is not zero."""
    return leaf.grad is not None and bool(leaf.grad.any())


class MadeAgain(Rule):
    """What was made once is made again once its graph is freed."""

    name = "made-again"

    def apply(self) -> None:
        """Keep a tape of the operations at `lines`; after a backward, replay it where a result is used next."""
        self._tape: list[tuple[str, Callable[..., Any], tuple[Any, ...], dict[str, Any], torch.Tensor]] = []
        self._made: set[int] = set()
        self._fresh: dict[int, torch.Tensor] = {}
        self._starving: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        self._is_stale = False
        self._stack.callback(self._look_for_training)
        self.enter(Operations(self._handle))
        backward = torch.autograd.backward

        def watched(tensors: Any, *args: Any, **kwargs: Any) -> None:
            with torch._C.DisableTorchFunction():
                self._look_for_other_ways(list(tensors_in(tensors)))
            backward(tensors, *args, **kwargs)
            self._is_stale = bool(self._tape)

        self.patch(torch.autograd, "backward", watched)

    def _handle(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self._is_stale and any(id(tensor) in self._made for tensor in (*tensors_in(args), *tensors_in(kwargs))):
            self._replay()
        if self._fresh:
            args, kwargs = self._swap(args), self._swap(kwargs)
        result = func(*args, **kwargs)
        lines = set(self.facts["lines"])
        if isinstance(result, torch.Tensor) and lines & set(program_lines()):
            with torch._C.DisableTorchFunction():
                if not result.requires_grad or result.is_leaf:
                    return result
            if name in RANDOM:
                self.refuse("it is drawn at random: made again it would be another one")
            self._made.add(id(result))
            self._tape.append((name, func, args, kwargs, result))
        return result

    def _look_for_other_ways(self, roots: list[torch.Tensor]) -> None:
        """Where every leaf below is reached by another way too, what was made once may be a number on purpose."""
        made = [*(entry[-1] for entry in self._tape), *self._fresh.values()]
        own = {tensor.grad_fn for tensor in made}
        below = {id(leaf) for leaf in walk_graph(made)[1]}
        around = {id(leaf) for leaf in leaves_around(roots, own)}
        if below and below <= around:
            self.refuse("every leaf below is trained by another way too: it may be kept as a number on purpose")
        for leaf in walk_graph(made)[1]:
            if id(leaf) not in around:
                self._starving.setdefault(id(leaf), (leaf, leaf.detach().clone()))

    def _look_for_training(self) -> None:
        """At the end: where nothing below has changed, nothing below is trained, and a number may be meant."""
        if self._starving and all(torch.equal(value, leaf.detach()) for leaf, value in self._starving.values()):
            self.refuse("nothing that it is made of is trained: it may be meant as a number")

    def _replay(self) -> None:
        self._is_stale = False
        self._fresh = {}
        for _, func, args, kwargs, made in self._tape:
            self.uses += 1
            self._fresh[id(made)] = func(*self._swap(args), **self._swap(kwargs))

    def _swap(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return self._fresh.get(id(value), value)
        if type(value) in (list, tuple):
            return type(value)(self._swap(item) for item in value)
        if type(value) is dict:
            return {key: self._swap(item) for key, item in value.items()}
        return value


def leaves_around(roots: list[torch.Tensor], avoided: set[Any]) -> list[torch.Tensor]:
    """The leaves that are reached without going through some nodes."""
    found: list[torch.Tensor] = []
    seen: set[Any] = set(avoided)
    waiting = [root.grad_fn for root in roots if root.grad_fn is not None]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        waiting.extend(following for following, _ in node.next_functions if following is not None)
    return found


class GradDifferentiable(Rule):
    """`autograd.grad` returns gradients that can be differentiated again."""

    name = "grad-differentiable"

    def apply(self) -> None:
        """Call it with `create_graph`."""
        grad = torch.autograd.grad

        def differentiable(
            outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: Any = None, *_: Any, **kwargs: Any
        ) -> Any:
            self.uses += 1
            return grad(outputs, inputs, grad_outputs, retain_graph, **(kwargs | {"create_graph": True}))

        self.patch(torch.autograd, "grad", differentiable)
