"""Where the kernel has none of the layers (macOS, Windows): a cold process for each job, for curated code only."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from service.verifier.framing import Job, Verdict, has_ranks
from service.verifier.layers import NO_LAYERS, Layers
from service.verifier.limits import DEFAULT_LIMITS, RANKS_LIMITS
from service.verifier.supervisor import Supervisor
from service.verifier.verdicts import Observation, make_verdict
from service.verifier.zygotes import PROJECT_ROOT

# Importing torch counts, and takes seconds.
START_ALLOWANCE_SECONDS = 60.0


class UnconfinedSupervisor:
    """Runs jobs as `Supervisor` does, without confinement; its verdicts say so."""

    ready = True
    layers: Layers = NO_LAYERS
    torch_versions: list[str] = []  # noqa: RUF012 - never changed: no foreign code is run

    def __enter__(self) -> UnconfinedSupervisor:
        """Support `with`, as `Supervisor` does."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing runs between jobs."""

    def wait_ready(self, _seconds: float) -> bool:
        """Nothing to wait for."""
        return True

    def status(self) -> dict[str, Any]:
        """What an operator wants to know."""
        return {"ready": True, "layers": NO_LAYERS.as_data(), "missing": NO_LAYERS.missing(), "torch_versions": []}

    def run(self, job: Job) -> Verdict:
        """Run `job` in a process of its own."""
        ranks = has_ranks(job)
        limits = RANKS_LIMITS if ranks else DEFAULT_LIMITS
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="whygrad-") as folder:
            path = Path(folder) / "record.json"
            command = [sys.executable, "-m", "service.verifier.inside.cold", str(path)]
            timeout = limits.wall_seconds + START_ALLOWANCE_SECONDS
            try:
                ended = subprocess.run(
                    command, input=json.dumps(job).encode(), capture_output=True, timeout=timeout, cwd=PROJECT_ROOT
                )
            except subprocess.TimeoutExpired:
                ended = None
            record = path.read_bytes() if path.exists() else None
        stdout, stderr = (ended.stdout, ended.stderr) if ended else (b"", b"")
        seen = Observation(
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
        isolation = NO_LAYERS.as_data() | {"several_processes": ranks}
        return make_verdict(job, seen, limits) | {"isolation": isolation, "torch_version": None}


def open_supervisor() -> Supervisor | UnconfinedSupervisor:
    """The supervisor for this machine's kernel."""
    return Supervisor() if sys.platform == "linux" else UnconfinedSupervisor()
