"""Runs jobs on parked children and makes verdicts; our own failures are tried once more and never the code's."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import Any

from service.verifier.children import Child
from service.verifier.framing import Job, Verdict, has_ranks
from service.verifier.layers import NO_LAYERS, Layers
from service.verifier.limits import DEFAULT_LIMITS, RANKS_LIMITS, Limits
from service.verifier.pool import Pool
from service.verifier.selftest import test_layers
from service.verifier.verdicts import empty_verdict, make_verdict, name_observers
from service.verifier.zygotes import START_SECONDS, Zygote, ZygoteLost

PARKED_PER_CORE = 2
FORK_PAUSE_SECONDS = 0.05


class Supervisor:
    """Runs jobs from any number of threads; a lost zygote is replaced."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS, parked: int | None = None) -> None:
        """Start a zygote; `ready` tells when children are parked."""
        self._limits = limits
        self._layers = NO_LAYERS
        self._torch_version: str | None = None
        self._ranks_lane = threading.Lock()
        self._pool = Pool(parked or PARKED_PER_CORE * (os.cpu_count() or 1), limits, self._examine)

    def __enter__(self) -> Supervisor:
        """Support `with`: the zygote and its children end with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._pool.close()

    @property
    def ready(self) -> bool:
        """Whether the zygote is warm and its layers are tested."""
        return self.zygote is not None

    @property
    def zygote(self) -> Zygote | None:
        """The zygote that is warm now."""
        return self._pool.zygote

    @property
    def layers(self) -> Layers:
        """The layers that the last self-test found."""
        return self._layers

    @property
    def torch_versions(self) -> list[str]:
        """The versions of torch that programs can be run on; empty while none is known."""
        return [self._torch_version] if self._torch_version else []

    def wait_ready(self, seconds: float) -> bool:
        """Wait until it is ready, at most so long; whether it is."""
        return self._pool.wait_ready(seconds) is not None

    def status(self) -> dict[str, Any]:
        """What an operator wants to know."""
        return {
            "ready": self.ready,
            "layers": self._layers.as_data(),
            "missing": self._layers.missing(),
            "torch_versions": self.torch_versions,
            "parked": self._pool.parked(),
        }

    def run(self, job: Job) -> Verdict:
        """Run `job` (see `service.verifier.inside.job`) and return its verdict."""
        ranks = has_ranks(job)
        verdict = self._run_on(self._fork(ranks=True) if ranks else self._pool.take(START_SECONDS), job, ranks=ranks)
        if verdict["outcome"] == "sandbox_fault":
            verdict = self._run_on(self._fork(ranks=ranks), job, ranks=ranks)
        return verdict | {"torch_version": self._torch_version}

    def _run_on(self, child: Child | None, job: Job, *, ranks: bool) -> Verdict:
        limits = RANKS_LIMITS if ranks else self._limits
        isolation = self._layers.as_data() | {"several_processes": ranks}
        if child is None:
            return fault("no child could be had") | {"isolation": isolation}
        try:
            with self._ranks_lane if ranks else contextlib.nullcontext():
                seen = child.run(job, limits)
        finally:
            child.close()
        return make_verdict(job, seen, limits) | {"isolation": isolation}

    def _fork(self, *, ranks: bool) -> Child | None:
        """A fresh child, of the next zygote where the present one has died; None where there is none for long."""
        deadline = time.monotonic() + START_SECONDS
        while (zygote := self._pool.wait_ready(deadline - time.monotonic())) is not None:
            try:
                return zygote.fork(RANKS_LIMITS if ranks else self._limits, ranks=ranks)
            except ZygoteLost:
                time.sleep(FORK_PAUSE_SECONDS)
        return None

    def _examine(self, zygote: Zygote) -> None:
        self._layers = test_layers(zygote)
        self._torch_version = zygote.description["torch_version"]


def fault(reason: str) -> Verdict:
    """A verdict that says that we failed."""
    return empty_verdict("sandbox_fault", reason) | {
        "stdout": "",
        "stderr": "",
        "truncated": False,
        "wall_ms": None,
        "cpu_ms": None,
        "peak_memory_mib": None,
        "observed_by": name_observers(has_record=False),
        "code_sha256": None,
    }
