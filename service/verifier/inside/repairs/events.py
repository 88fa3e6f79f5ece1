"""Backwards of a replayed run: each is noted with its value, and a shifted run ends at one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.autograd.function import BackwardCFunction

from service.verifier.inside.repairs.engine import before_steps, holding, in_place_of_engine
from service.verifier.inside.repairs.replay import Event, Replay, Widened
from whygrad.tracing.graph import in_transform, tensors_in, walk_graph

VECTOR_NAMES = {1: "grad_tensors", 2: "grad_outputs"}


class Reached(BaseException):
    """The backward that was asked for has been reached."""


@contextmanager
def noting_events(replay: Replay, mode: Widened) -> Iterator[None]:
    """Note every backward of the unshifted run, and what optimizers hold."""
    backward, grad = torch.autograd.backward, torch.autograd.grad

    def begin(roots: Any, vectors: Any) -> tuple[Event, list[Any]]:
        found = list(tensors_in(roots))
        nodes, leaves = walk_graph(found)
        numbers = [node._sequence_nr() for node in nodes if not hasattr(node, "variable")]
        event = Event(
            operation=mode.count,
            value=value_of_roots(found, vectors),
            leaves=leaves,
            gradients=[],
            oldest=min(numbers, default=0),
            sequence=torch._C._autograd._get_sequence_nr(),
            is_custom=any(isinstance(node, BackwardCFunction) for node in nodes),
        )
        return event, [None if leaf.grad is None else leaf.grad.clone() for leaf in leaves]

    def watched_backward(tensors: Any, grad_tensors: Any = None, *args: Any, **kwargs: Any) -> None:
        if in_transform():
            return backward(tensors, grad_tensors, *args, **kwargs)
        with torch._C.DisableTorchFunction(), torch.no_grad():
            event, before = begin(tensors, grad_tensors)
        backward(tensors, grad_tensors, *args, **kwargs)
        with torch._C.DisableTorchFunction(), torch.no_grad():
            event.gradients = [
                None if leaf.grad is None else (leaf.grad - old if old is not None else leaf.grad.clone()).detach()
                for leaf, old in zip(event.leaves, before, strict=True)
            ]
            replay.events.append(event)
        return None

    def watched_grad(outputs: Any, inputs: Any, grad_outputs: Any = None, *args: Any, **kwargs: Any) -> Any:
        if in_transform():
            return grad(outputs, inputs, grad_outputs, *args, **kwargs)
        with torch._C.DisableTorchFunction(), torch.no_grad():
            event, _ = begin(outputs, grad_outputs)
        result = grad(outputs, inputs, grad_outputs, *args, **kwargs)
        with torch._C.DisableTorchFunction(), torch.no_grad():
            event.leaves = list(tensors_in(inputs))
            event.gradients = [None if found is None else found.detach().clone() for found in result]
            event.accumulates = False
            replay.events.append(event)
        return result

    def note_step(held: list[torch.Tensor]) -> None:
        replay.held.update((id(tensor), tensor) for tensor in held)

    with in_place_of_engine(watched_backward, watched_grad), before_steps(note_step), holding(replay.given):
        yield


def value_of_roots(roots: list[torch.Tensor], vectors: Any) -> float:
    """What is differentiated: the roots, each multiplied with its vector where one is given."""
    weights = list(tensors_in(vectors)) if vectors is not None else []
    if len(weights) != len(roots):
        return float(sum(float(root.detach().real.sum()) for root in roots))
    return float(sum(float((root.detach() * weight).real.sum()) for root, weight in zip(roots, weights, strict=True)))


@contextmanager
def until_event(number: int, values: list[float]) -> Iterator[None]:
    """End a shifted run at its backward of that number (from 0), keeping its value."""
    backward, grad = torch.autograd.backward, torch.autograd.grad
    seen = 0

    def counted(run: Callable[..., Any], position: int) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal seen
            if in_transform():
                return run(*args, **kwargs)
            if seen == number:
                vectors = args[position] if len(args) > position else kwargs.get(VECTOR_NAMES[position])
                with torch._C.DisableTorchFunction(), torch.no_grad():
                    values.append(value_of_roots(list(tensors_in(args[:1])), vectors))
                raise Reached
            seen += 1
            return run(*args, **kwargs)

        return call

    with in_place_of_engine(counted(backward, 1), counted(grad, 2)):
        yield
