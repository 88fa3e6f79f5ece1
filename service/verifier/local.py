"""The verifier in this process: chooses the runtime, refuses what cannot be run, queues the rest."""

from __future__ import annotations

import os
from collections.abc import Mapping

from service.verifier.contract import (
    Job,
    JobState,
    LayersMissing,
    NoSuchTorch,
    Refused,
    Starting,
    Verdict,
    VerifierStatus,
)
from service.verifier.jobs import JobTable
from service.verifier.runtimes import Runtime


class LocalVerifier:
    """A `Verifier` on runtimes of its own."""

    def __init__(self, runtimes: Mapping[str, Runtime], accepted_gaps: frozenset[str] = frozenset()) -> None:
        """`runtimes` by version of torch, the first for jobs that name none.

        Foreign code is refused when a required layer is missing that `accepted_gaps` does not name.
        """
        self._runtimes = runtimes
        self._default = next(iter(runtimes))
        self._accepted_gaps = accepted_gaps
        self._jobs = JobTable(self._run, parallel=os.cpu_count() or 1)

    def submit(self, job: Job, wait_seconds: float, client: str = "") -> JobState:
        """Have a job run for `client` and wait for the verdict at most so long; raises `Refused`."""
        if (job.torch_version or self._default) not in self._runtimes:
            raise Refused(NoSuchTorch(list(self._runtimes)))
        if job.foreign:
            self._admit_foreign(self._runtime_of(job), wait_seconds)
        return self.read(self._jobs.submit(job, client), wait_seconds)

    def read(self, job_id: str, wait_seconds: float = 0.0) -> JobState:
        """State of a job after waiting at most so long; raises `Refused`."""
        status, verdict = self._jobs.read(job_id, wait_seconds)
        return JobState(job_id, status, verdict)

    def status(self) -> VerifierStatus:
        """How the runtime is that runs where nobody asks for another."""
        runtime = self._runtimes[self._default]
        return VerifierStatus(
            ready=runtime.ready,
            layers=runtime.layers,
            missing=runtime.layers.missing(),
            gaps=self._gaps(runtime),
            torch_versions=list(self._runtimes),
            parked=runtime.parked,
        )

    def _admit_foreign(self, runtime: Runtime, wait_seconds: float) -> None:
        if not runtime.wait_ready(wait_seconds):
            raise Refused(Starting())
        if gaps := self._gaps(runtime):
            raise Refused(LayersMissing(gaps))

    def _gaps(self, runtime: Runtime) -> list[str]:
        return [name for name in runtime.layers.missing_required() if name not in self._accepted_gaps]

    def _runtime_of(self, job: Job) -> Runtime:
        return self._runtimes[job.torch_version or self._default]

    def _run(self, job: Job) -> Verdict:
        return self._runtime_of(job).run(job)
