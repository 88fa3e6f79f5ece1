"""What a rule is: one named change of the runtime under which the unedited program does what a right repair must do."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, ClassVar

from torch.overrides import TorchFunctionMode

from service.verifier.inside.recorder import PROGRAM_FILE
from service.verifier.inside.repairs.records import Recording
from whygrad.tracing.places import place_of
from whygrad.tracing.recorder import name_of

RULES: dict[str, type[Rule]] = {}


class Rule:
    """Applied around one execution of the original; counts its uses and says which precondition was not met."""

    name: ClassVar[str]
    seeds: ClassVar[int] = 4  # under so many others reference and candidate must agree
    is_engine: ClassVar[bool] = False  # stands in for the engine itself: what it does is recorded, not wrapped

    def __init__(self, facts: dict[str, Any]) -> None:
        """`facts` say where it applies: what the strategy that names the rule found."""
        self.facts = facts
        self.uses = 0
        self.refusals: list[str] = []

    def __init_subclass__(cls) -> None:
        """Register it by its name."""
        if hasattr(cls, "name"):
            RULES[cls.name] = cls

    def __enter__(self) -> Rule:
        """Change the runtime."""
        self._stack = ExitStack()
        self.apply()
        return self

    def __exit__(self, *_: object) -> None:
        """Put everything back."""
        self._stack.close()

    def follow(self, candidate: Recording) -> None:
        """Be told what the candidate did, before it is applied; few rules ask."""

    def apply(self) -> None:
        """Make the changes, by `patch` and `enter`."""

    def transform(self, tree: ast.Module) -> ast.Module:
        """The program's tree; few rules change a statement of it instead of the runtime."""
        return tree

    def patch(self, owner: Any, name: str, value: Any) -> None:
        """Replace an attribute until the rule ends."""
        had = name in vars(owner)
        original = vars(owner).get(name)
        setattr(owner, name, value)
        self._stack.callback(setattr, owner, name, original) if had else self._stack.callback(delattr, owner, name)

    def enter(self, context: Any) -> None:
        """Enter a context until the rule ends."""
        self._stack.enter_context(context)

    def refuse(self, why: str) -> None:
        """A precondition is not met: what the rule shows proves nothing."""
        if why not in self.refusals:
            self.refusals.append(why)


class Operations(TorchFunctionMode):
    """Hands each operation, with its name, to a function that runs it as it is or otherwise."""

    def __init__(self, handle: Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]) -> None:
        """`handle(name, operation, args, kwargs)` returns the result."""
        super().__init__()
        self._handle = handle

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Hand it on."""
        return self._handle(name_of(func), func, args, kwargs or {})


def program_lines() -> list[int]:
    """Lines of the program on the call stack, innermost first."""
    frame = sys._getframe(1)
    lines: list[int] = []
    while frame is not None:
        if frame.f_code.co_filename == PROGRAM_FILE:
            lines.append(frame.f_lineno)
        frame = frame.f_back  # type: ignore[assignment]
    return lines


def program_span() -> tuple[int, int, int, int] | None:
    """Span of the innermost expression of the program that runs: line, column, end line, end column."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != PROGRAM_FILE:
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return None
    place = place_of(frame.f_code, frame.f_lasti)
    return place.line, place.column, place.end_line, place.end_column
