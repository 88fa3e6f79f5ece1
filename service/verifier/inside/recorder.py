"""What a program did to autograd: every backward and every optimizer step, recorded while it runs."""

from __future__ import annotations

import contextlib
import io
import linecache
import random
import re
import signal
import sys
import threading
import traceback
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy
import torch
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook

PROGRAM_FILE = "program.py"
KEPT_CHARACTERS = 64_000
KEPT_WARNINGS = 100
SHOWN_FRAMES = 50
SHOWN_CAUSES = 20
# torch warns so because we ask for deterministic algorithms, not because of the program.
OUR_OWN_WARNING = r".*does not have a deterministic implementation"
# Anomaly mode shows how a forward call was reached, from the interpreter's start; above the program stand we.
_OUR_FRAMES = re.compile(
    rf"""
      [ ]{{2}}File[ ]"(?: <frozen[ ]runpy> | {re.escape(str(Path(__file__).parent))}/[^"\n]{{1,500}} )"
      ,[ ]line[ ]\d+[^\n]*\n
      (?: [ ]{{4}}[^\n]*\n )*
    """,
    re.VERBOSE,
)


class MissingName(AssertionError):
    """The program does not define a name that the check reads."""


def copy_of(tensor: torch.Tensor | None) -> torch.Tensor | None:
    """Return a detached clone, dense where `tensor` is sparse; None stays None."""
    if tensor is None:
        return None
    with torch.no_grad():
        dense = tensor.detach().to_dense() if tensor.is_sparse else tensor.detach()
        return dense.clone()


@dataclass
class Moment:
    """Values and gradients of tensors at one moment, looked up by the tensor itself.

    Tensors are held strongly so that an `id` is never reused within a run.
    """

    tensors: dict[int, torch.Tensor] = field(default_factory=dict)
    values: dict[int, torch.Tensor | None] = field(default_factory=dict)
    gradients: dict[int, torch.Tensor | None] = field(default_factory=dict)
    gradients_before: dict[int, torch.Tensor | None] = field(default_factory=dict)
    roots: list[torch.Tensor | None] = field(default_factory=list)

    def note(self, tensor: torch.Tensor) -> None:
        """Record the present value and gradient of `tensor`."""
        self.tensors[id(tensor)] = tensor
        self.values[id(tensor)] = copy_of(tensor)
        self.gradients[id(tensor)] = copy_of(tensor.grad)

    def has(self, tensor: torch.Tensor) -> bool:
        """Whether `tensor` was recorded at this moment."""
        return id(tensor) in self.tensors

    def value(self, tensor: torch.Tensor) -> torch.Tensor | None:
        """Value of `tensor` at this moment; its present value where it was not recorded."""
        return self.values[id(tensor)] if self.has(tensor) else copy_of(tensor)

    def gradient(self, tensor: torch.Tensor) -> torch.Tensor | None:
        """`.grad` of `tensor` at this moment; None where it had none or was not reached."""
        return self.gradients.get(id(tensor))

    def added(self, tensor: torch.Tensor) -> torch.Tensor | None:
        """What a backward added to `.grad` of `tensor`; None where it added nothing."""
        after, before = self.gradient(tensor), self.gradients_before.get(id(tensor))
        if after is None or before is None or before.shape != after.shape:
            return after
        return after - before


@dataclass
class Run:
    """The record of one program: what `check.py` reads."""

    names: dict[str, Any] = field(default_factory=dict)
    backwards: list[Moment] = field(default_factory=list)
    steps: list[Moment] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    stdout: str = ""
    error: BaseException | None = None
    rank: int = 0
    world_size: int = 1

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a namespace holds anything
        """Return a name of the program's final namespace; raises `MissingName`."""
        if name not in self.names:
            raise MissingName(f"the program does not define {name!r}")
        return self.names[name]


def leaves_of(root: torch.Tensor) -> list[torch.Tensor]:
    """Every leaf that the graph behind `root` accumulates into."""
    if root.grad_fn is None:
        return [root] if root.requires_grad else []
    leaves: list[torch.Tensor] = []
    seen: set[Any] = set()
    waiting: list[Any] = [root.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        variable = getattr(node, "variable", None)
        if variable is not None and node.name() == "torch::autograd::AccumulateGrad":
            leaves.append(variable)
        waiting.extend(next_node for next_node, _ in node.next_functions)
    return leaves


def reset_torch() -> None:
    """Bring torch's global switches and every seed to the state that each run starts from."""
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.autograd.set_detect_anomaly(False)
    torch._C._set_deterministic_algorithms(True, warn_only=True)  # the public function imports the compiler
    torch.default_generator.manual_seed(0)  # torch.manual_seed would note down a traceback for CUDA
    random.seed(0)
    numpy.random.seed(0)


@contextlib.contextmanager
def recording(run: Run) -> Iterator[None]:
    """Record every backward and optimizer step of the program inside the block into `run`."""
    original = torch.autograd.backward

    def backward(tensors: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - mirrors torch's signature
        roots = [tensors] if isinstance(tensors, torch.Tensor) else list(tensors)
        moment = Moment(roots=[copy_of(root) for root in roots])
        leaves = [leaf for root in roots for leaf in leaves_of(root)]
        for leaf in leaves:
            moment.gradients_before[id(leaf)] = copy_of(leaf.grad)
        values = {id(leaf): copy_of(leaf) for leaf in leaves}
        original(tensors, *args, **kwargs)
        for leaf in leaves:
            moment.note(leaf)
        moment.values.update(values)
        run.backwards.append(moment)

    def before_step(optimizer: Optimizer, *_: object) -> None:
        moment = Moment()
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                moment.note(parameter)
        run.steps.append(moment)

    handle = register_optimizer_step_pre_hook(before_step)  # type: ignore[no-untyped-call,unused-ignore]
    torch.autograd.backward = backward
    try:
        yield
    finally:
        torch.autograd.backward = original
        handle.remove()


class KeptOutput(io.TextIOWrapper):
    """A line-buffered text stream on a descriptor that also keeps the beginning of what was written."""

    def __init__(self, descriptor: int) -> None:
        """Write to `descriptor`, which stays open."""
        stream = io.FileIO(descriptor, "wb", closefd=False)
        super().__init__(io.BufferedWriter(stream), encoding="utf-8", errors="backslashreplace", line_buffering=True)
        self._kept = io.StringIO()

    def write(self, text: str) -> int:
        """Write and keep."""
        written = super().write(text)
        if self._kept.tell() < KEPT_CHARACTERS:
            self._kept.write(text)
        return written

    def kept(self) -> str:
        """What was written, up to a limit."""
        return self._kept.getvalue()[:KEPT_CHARACTERS]


def execute_as_script(code: str, module: types.ModuleType) -> None:
    """Execute `code` as `__main__` in `module`, whose names are kept when it raises; joins the threads it started."""
    module.__file__ = PROGRAM_FILE
    linecache.cache[PROGRAM_FILE] = (len(code), None, code.splitlines(keepends=True), PROGRAM_FILE)
    sys.modules["__main__"] = module
    try:
        compiled = compile(code, PROGRAM_FILE, "exec", dont_inherit=True)
    except MemoryError:  # the parser's word for too many levels
        raise SyntaxError("the program is nested too deeply") from None
    exec(compiled, module.__dict__)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def record_program(code: str) -> Run:
    """Run `code` as a script, from a clean state, and return what it did.

    The program's own exception is kept in `Run.error` and shown on stderr as Python shows it; a `SystemExit` with
    code 0 is a normal end.
    """
    module = types.ModuleType("__main__")
    run = Run(names=module.__dict__)
    reset_torch()
    stdout, stderr = KeptOutput(1), KeptOutput(2)
    before = sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"]
    sys.stdout, sys.stderr, sys.argv = stdout, stderr, [PROGRAM_FILE]
    try:
        with warnings.catch_warnings(record=True) as caught, recording(run):
            warnings.simplefilter("always")
            warnings.filterwarnings("ignore", message=OUR_OWN_WARNING)
            try:
                execute_as_script(code, module)
            except SystemExit as exit_:
                run.error = None if is_normal_end(exit_) else exit_
            except BaseException as error:  # the program's own failure is the result
                run.error = error
                show_traceback(error, stderr)
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for stream in (stdout, stderr):
            with contextlib.suppress(ValueError, OSError):  # a program may have closed it
                stream.flush()
        sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"] = before
        reset_torch()
    kept = caught[:KEPT_WARNINGS]
    run.warnings = [(item.category.__name__, _OUR_FRAMES.sub("", str(item.message))) for item in kept]
    run.stdout = stdout.kept()
    return run


def is_normal_end(exit_: SystemExit) -> bool:
    """Whether an exit is one with code 0, by what the interpreter has stored and not by what a subclass says."""
    stored = vars(SystemExit)["code"].__get__(exit_)
    return stored is None or (type(stored) in (int, bool) and not stored)


def show_traceback(error: BaseException, stream: TextIO) -> None:
    """Write the traceback of a program that failed, as Python does, without the frames of this module."""
    with contextlib.suppress(BaseException):  # an exception may refuse to be shown
        shown = traceback.TracebackException(type(error), error, error.__traceback__, limit=-SHOWN_FRAMES)
        link: traceback.TracebackException | None = shown
        for _ in range(SHOWN_CAUSES):
            if link is None:
                break
            link.stack = traceback.StackSummary.from_list([f for f in link.stack if f.filename != __file__])
            link = link.__cause__ or link.__context__
        stream.writelines(shown.format())
