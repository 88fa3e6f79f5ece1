"""Jobs and their verdicts in the verifier's memory, under unguessable ids, for ten minutes."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass

from service.verifier.supervisor import Job, Verdict, empty_verdict

KEPT_SECONDS = 600.0
QUEUE_LIMIT = 64


class QueueFull(Exception):
    """As many jobs wait as may wait."""


@dataclass
class Entry:
    """One accepted job."""

    future: Future[Verdict]
    accepted_at: float

    def status(self) -> str:
        """`queued`, `running` or `done`."""
        if self.future.done():
            return "done"
        return "running" if self.future.running() else "queued"


class JobTable:
    """Accepts jobs, runs a few at a time, and keeps the verdicts for a while."""

    def __init__(self, run: Callable[[Job], Verdict], parallel: int) -> None:
        """`run` runs one job; at most `parallel` run at a time."""
        self._run = run
        self._executor = ThreadPoolExecutor(parallel, thread_name_prefix="job")
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()

    def submit(self, job: Job) -> str:
        """Accept a job and return its id; raises `QueueFull`."""
        with self._lock:
            self._forget_old()
            if sum(not entry.future.done() for entry in self._entries.values()) >= QUEUE_LIMIT:
                raise QueueFull
            job_id = secrets.token_urlsafe(24)
            self._entries[job_id] = Entry(self._executor.submit(self._run_safely, job), time.monotonic())
        return job_id

    def read(self, job_id: str, wait_seconds: float) -> tuple[str, Verdict | None] | None:
        """Status and, when done, verdict of a job after waiting at most so long; None for an unknown id."""
        with self._lock:
            self._forget_old()
            entry = self._entries.get(job_id)
        if entry is None:
            return None
        try:
            return "done", entry.future.result(timeout=wait_seconds)
        except FutureTimeout:
            return entry.status(), None

    def _run_safely(self, job: Job) -> Verdict:
        try:
            return self._run(job)
        except Exception as error:  # our own failure is never the code's
            return empty_verdict("sandbox_fault", f"{type(error).__name__} in the verifier")

    def _forget_old(self) -> None:
        limit = time.monotonic() - KEPT_SECONDS
        for job_id in [job_id for job_id, entry in self._entries.items() if entry.accepted_at < limit]:
            if self._entries[job_id].future.done():
                del self._entries[job_id]
