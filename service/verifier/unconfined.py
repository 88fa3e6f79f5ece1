"""Where the kernel has none of the layers (macOS, Windows): a cold process for each job, for curated code only."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from service.verifier.contract import Job, Verdict
from service.verifier.framing import encode
from service.verifier.layers import NO_LAYERS, Layers
from service.verifier.limits import DEFAULT_LIMITS, RANKS_LIMITS, Limits
from service.verifier.verdicts import Observation, make_verdict
from service.verifier.zygotes import PROJECT_ROOT

# Importing torch counts, and takes seconds.
START_ALLOWANCE_SECONDS = 60.0


class UnconfinedSupervisor:
    """Runs jobs as `Supervisor` does, without confinement; its verdicts say so."""

    ready = True
    layers: Layers = NO_LAYERS
    parked = 0

    def __init__(self, interpreter: str = sys.executable) -> None:
        """Run jobs on `interpreter`, which has torch."""
        self._interpreter = interpreter

    def __enter__(self) -> UnconfinedSupervisor:
        """Support `with`, as `Supervisor` does."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing runs between jobs."""

    def wait_ready(self, _seconds: float) -> bool:
        """Nothing to wait for."""
        return True

    def run(self, job: Job) -> Verdict:
        """Run `job` in a process of its own."""
        limits = RANKS_LIMITS if job.has_ranks else DEFAULT_LIMITS
        verdict = make_verdict(job, run_cold(job, limits, self._interpreter), limits)
        return msgspec.structs.replace(verdict, several_processes=job.has_ranks)


def run_cold(job: Job, limits: Limits, interpreter: str) -> Observation:
    """Run a job in a new process of an interpreter, and say what came of it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="whygrad-") as folder:
        path = Path(folder) / "record.json"
        command = [interpreter, "-m", "service.verifier.inside.cold", str(path)]
        timeout = limits.wall_seconds + START_ALLOWANCE_SECONDS
        try:
            ended = subprocess.run(command, input=encode(job), capture_output=True, timeout=timeout, cwd=PROJECT_ROOT)
        except subprocess.TimeoutExpired:
            ended = None
        record = path.read_bytes() if path.exists() else None
    stdout, stderr = (ended.stdout, ended.stderr) if ended else (b"", b"")
    return Observation(
        record=record,
        stdout=stdout[: limits.shown_output_bytes],
        stderr=stderr[: limits.shown_output_bytes],
        truncated=max(len(stdout), len(stderr)) > limits.shown_output_bytes,
        started=True,
        stopped=None if ended else "wall",
        exit_code=ended.returncode if ended else None,
        wall_seconds=time.monotonic() - began,
        cpu_seconds=0.0,
        peak_memory_mib=0,
    )
