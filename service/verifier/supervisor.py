"""Runs jobs on parked children and makes verdicts; our own failures are tried once more and never the code's."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time

import msgspec

from service.verifier.children import Child
from service.verifier.contract import Job, Verdict
from service.verifier.layers import NO_LAYERS, Layers
from service.verifier.limits import DEFAULT_LIMITS, RANKS_LIMITS, Limits
from service.verifier.pool import Pool
from service.verifier.probing import probe_layers
from service.verifier.verdicts import fault, make_verdict
from service.verifier.zygotes import START_SECONDS, Zygote, ZygoteLost

PARKED_PER_CORE = 2
FORK_PAUSE_SECONDS = 0.05


class Supervisor:
    """Runs jobs from any number of threads; a lost zygote is replaced."""

    def __init__(
        self, limits: Limits = DEFAULT_LIMITS, parked: int | None = None, interpreter: str = sys.executable
    ) -> None:
        """Start a zygote on `interpreter`, which has torch; `ready` tells when children are parked."""
        self._limits = limits
        self._layers = NO_LAYERS
        self._torch_version: str | None = None
        self._ranks_lane = threading.Lock()
        self._pool = Pool(interpreter, parked or PARKED_PER_CORE * (os.cpu_count() or 1), limits, self._examine)

    def __enter__(self) -> Supervisor:
        """Support `with`: the zygote and its children end with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._pool.close()

    @property
    def ready(self) -> bool:
        """Whether the zygote is warm, its layers are probed, and it answers."""
        return self.zygote is not None and self.zygote.answers

    @property
    def zygote(self) -> Zygote | None:
        """The zygote that is warm now."""
        return self._pool.zygote

    @property
    def layers(self) -> Layers:
        """The layers that the last probe found."""
        return self._layers

    @property
    def parked(self) -> int:
        """How many children wait for a job."""
        return self._pool.parked()

    def wait_ready(self, seconds: float) -> bool:
        """Wait until it is ready, at most so long; whether it is."""
        return self._pool.wait_ready(seconds) is not None

    def run(self, job: Job) -> Verdict:
        """Run `job` (see `service.verifier.inside.job`) and return its verdict."""
        child = self._fork(ranks=True) if job.has_ranks else self._pool.take(START_SECONDS)
        verdict = self._run_on(child, job)
        if verdict.outcome == "sandbox_fault":
            verdict = self._run_on(self._fork(ranks=job.has_ranks), job)
        return msgspec.structs.replace(
            verdict, isolation=self._layers, several_processes=job.has_ranks, torch_version=self._torch_version
        )

    def _run_on(self, child: Child | None, job: Job) -> Verdict:
        if child is None:
            return fault("no-child")
        limits = RANKS_LIMITS if job.has_ranks else self._limits
        try:
            with self._ranks_lane if job.has_ranks else contextlib.nullcontext():
                seen = child.run(job, limits)
        finally:
            child.close()
        return make_verdict(job, seen, limits)

    def _fork(self, *, ranks: bool) -> Child | None:
        """A fresh child, of the next zygote where the present one has died; None where there is none for long."""
        deadline = time.monotonic() + START_SECONDS
        while (zygote := self._pool.wait_ready(deadline - time.monotonic())) is not None:
            with contextlib.suppress(ZygoteLost):
                child = zygote.fork(RANKS_LIMITS if ranks else self._limits, ranks=ranks)
                if child.is_there():
                    return child
                child.close()
            time.sleep(FORK_PAUSE_SECONDS)
        return None

    def _examine(self, zygote: Zygote) -> None:
        self._layers = probe_layers(zygote)
        self._torch_version = zygote.description.torch_version
