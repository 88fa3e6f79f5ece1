"""Stands where a program calls the engine and where optimizers step, for those who watch or replace it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook


@contextmanager
def in_place_of_engine(backward: Callable[..., Any], grad: Callable[..., Any]) -> Iterator[None]:
    """Have the program call these instead of `torch.autograd`'s."""
    engine = torch.autograd.backward, torch.autograd.grad
    torch.autograd.backward, torch.autograd.grad = backward, outermost(grad, engine[1])
    try:
        yield
    finally:
        torch.autograd.backward, torch.autograd.grad = engine


def outermost(watched: Callable[..., Any], plain: Callable[..., Any]) -> Callable[..., Any]:
    """`watched` for a call from outside, `plain` for one from inside it: where a function mode is on, `autograd.grad`
    hands itself to the mode by its name, and so comes upon what has taken its place again."""
    is_inside = False

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal is_inside
        if is_inside:
            return plain(*args, **kwargs)
        is_inside = True
        try:
            return watched(*args, **kwargs)
        finally:
            is_inside = False

    return call


@contextmanager
def holding(held: list[torch.Tensor]) -> Iterator[None]:
    """Note what optimizers are given, in the order in which they are given it."""
    original = Optimizer.add_param_group

    def add(optimizer: Optimizer, group: dict[str, Any]) -> None:
        original(optimizer, group)
        held.extend(optimizer.param_groups[-1]["params"])

    Optimizer.add_param_group = add  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Optimizer.add_param_group = original  # type: ignore[method-assign]


@contextmanager
def before_steps(note: Callable[[list[torch.Tensor]], None]) -> Iterator[None]:
    """Call `note` with what an optimizer holds, before each of its steps."""

    def before_step(optimizer: Optimizer, *_: object) -> None:
        note([tensor for group in optimizer.param_groups for tensor in group["params"]])

    handle = register_optimizer_step_pre_hook(before_step)  # type: ignore[no-untyped-call,unused-ignore]
    try:
        yield
    finally:
        handle.remove()
