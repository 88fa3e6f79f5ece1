"""Executes a program again and again in one process, each time from the same state, with patches, seed and budget."""

from __future__ import annotations

import ast
import contextlib
import io
import random
import signal
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch

from service.verifier.inside.recorder import PROGRAM_FILE, is_normal_end, reset_torch

KEPT_CHARACTERS = 64_000
REPEATED_ALARM_SECONDS = 0.05
Transform = Callable[[ast.Module], ast.Module]


class CutByBudget(BaseException):
    """The CPU time that one execution may take is used up."""


@dataclass
class Execution:
    """One execution of a program and what it left behind."""

    names: dict[str, Any] = field(default_factory=dict)
    error: BaseException | None = None
    stdout: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def was_cut(self) -> bool:
        """Whether the budget ended it."""
        return isinstance(self.error, CutByBudget)


class BoundedOutput(io.StringIO):
    """Keeps the beginning of what is written."""

    def write(self, text: str) -> int:
        """Write as long as there is room."""
        if self.tell() < KEPT_CHARACTERS:
            super().write(text[:KEPT_CHARACTERS])
        return len(text)


def execute(
    text: str,
    contexts: Sequence[AbstractContextManager[Any]] = (),
    *,
    seconds: float,
    shift: int = 0,
    transforms: Sequence[Transform] = (),
    finish: Callable[[dict[str, Any]], None] = lambda names: None,
) -> Execution:
    """Execute `text` as `__main__` inside `contexts` (outermost first), with every seed shifted by `shift`.

    `finish` sees the final names while the contexts still hold.
    """
    module = types.ModuleType("__main__")
    module.__file__ = PROGRAM_FILE
    run = Execution(names=module.__dict__)
    before = sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"]
    stdout = BoundedOutput()
    reset_torch()
    try:
        tree = ast.parse(text, PROGRAM_FILE)
        for transform in transforms:
            tree = ast.fix_missing_locations(transform(tree))
        compiled = compile(tree, PROGRAM_FILE, "exec", dont_inherit=True)
        sys.stdout, sys.stderr, sys.argv = stdout, BoundedOutput(), [PROGRAM_FILE]
        sys.modules["__main__"] = module
        with warnings.catch_warnings(record=True) as caught, shifted_seeds(shift), ExitStack() as stack:
            warnings.simplefilter("always")
            with budget(seconds):
                for context in contexts:
                    stack.enter_context(context)
                exec(compiled, module.__dict__)
                finish(module.__dict__)
    except SystemExit as exit_:
        run.error = None if is_normal_end(exit_) else exit_
    except BaseException as error:  # the program's own failure is the result
        run.error = error
    finally:
        sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"] = before
        reset_torch()
    run.stdout = stdout.getvalue()
    run.warnings = [str(item.message) for item in caught] if "caught" in locals() else []
    return run


@contextlib.contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Raise `CutByBudget` in the block after so many seconds of CPU, and again should the program swallow it."""

    def over(*_: object) -> None:
        raise CutByBudget

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, REPEATED_ALARM_SECONDS), REPEATED_ALARM_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def shifted_seeds(shift: int) -> Iterator[None]:
    """Every seed in the block is another one, so that what is hard-coded shows."""
    if shift == 0:
        yield
        return
    owners: list[tuple[Any, str]] = [
        (torch, "manual_seed"),
        (torch.random, "manual_seed"),
        (numpy.random, "seed"),
        (numpy.random, "default_rng"),
        (random, "seed"),
    ]
    originals = [getattr(owner, name) for owner, name in owners]
    torch.default_generator.manual_seed(shift)
    numpy.random.seed(shift)
    random.seed(shift)
    for (owner, name), original in zip(owners, originals, strict=True):
        setattr(owner, name, shifted(original, shift))
    try:
        yield
    finally:
        for (owner, name), original in zip(owners, originals, strict=True):
            setattr(owner, name, original)


def shifted(seed: Callable[..., Any], shift: int) -> Callable[..., Any]:
    """`seed` with `shift` added to a number that it is given."""

    def call(*args: Any, **kwargs: Any) -> Any:
        moved = tuple(value + shift if isinstance(value, int) else value for value in args)
        return seed(*moved, **{k: v + shift if isinstance(v, int) else v for k, v in kwargs.items()})

    return call
