"""The versions of torch that programs can be run on. A further one is added here, with the interpreter that has it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.metadata import version
from typing import Protocol

from service.verifier.contract import Job, Verdict
from service.verifier.layers import Layers
from service.verifier.supervisor import Supervisor
from service.verifier.unconfined import UnconfinedSupervisor


class Runtime(AbstractContextManager["Runtime"], Protocol):
    """Runs programs on one version of torch, for as long as its `with` block lasts."""

    @property
    def ready(self) -> bool:
        """Whether it can run a program now."""

    @property
    def layers(self) -> Layers:
        """The layers of confinement that hold for its programs."""

    @property
    def parked(self) -> int:
        """How many processes wait for a program."""

    def wait_ready(self, seconds: float) -> bool:
        """Wait until it is ready, at most so long; whether it is."""

    def run(self, job: Job) -> Verdict:
        """Run a program."""


@contextmanager
def open_runtimes() -> Iterator[dict[str, Runtime]]:
    """Every runtime, by version, for as long as the block lasts."""
    with ExitStack() as stack:
        yield {torch_version: stack.enter_context(start()) for torch_version, start in RUNTIMES.items()}


def open_runtime(interpreter: str = sys.executable) -> Supervisor | UnconfinedSupervisor:
    """What the torch of an interpreter runs on, on this machine's kernel."""
    if sys.platform == "linux":
        return Supervisor(interpreter=interpreter)
    return UnconfinedSupervisor(interpreter)


# The first is the one that runs where nobody asks for another: `{"2.12.0": partial(open_runtime, "/…")}`.
RUNTIMES: dict[str, Callable[[], Runtime]] = {version("torch").partition("+")[0]: open_runtime}
