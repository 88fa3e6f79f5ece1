"""Jobs and their verdicts in the verifier's memory, under unguessable ids, for ten minutes."""

from __future__ import annotations

import logging
import math
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable

from service.verifier.contract import Busy, Job, Refused, Status, UnknownJob, Verdict
from service.verifier.fair_queue import FairQueue, QueueFull
from service.verifier.framing import encode
from service.verifier.verdicts import fault

KEPT_SECONDS = 600.0
KEPT_BYTES = 256 * 1024 * 1024
WAITING_JOBS = 64
WAITING_JOBS_PER_CLIENT = 32
# A repair runs a program some 25 times; in the median it uses nine times the processor's time of a verification.
TURNS_OF_REPAIR = 8
LONGEST_RETRY_SECONDS = 60
FIRST_GUESS_SECONDS = 0.1
ID_BYTES = 32

_log = logging.getLogger(__name__)


def turns_of(job: Job) -> int:
    """As how many jobs one counts where clients take turns."""
    return 1 if job.repair is None else TURNS_OF_REPAIR


class Ticket:
    """One accepted job and, when it is done, its verdict."""

    def __init__(self, job: Job, client: str) -> None:
        """Keep `job` until it has run, and no longer."""
        self.client = client
        self.job: Job | None = job
        self.accepted_at = time.monotonic()
        self.status: Status = "queued"
        self.verdict: Verdict | None = None
        self.dropped: Busy | None = None
        self.size_bytes = 0
        self.done = threading.Event()

    def finish(self, verdict: Verdict) -> None:
        """The verdict is there."""
        self.job, self.verdict, self.status = None, verdict, "done"
        self.size_bytes = len(encode(verdict))
        self.done.set()

    def drop(self, retry_after_seconds: int) -> None:
        """It is not run: others had less."""
        self.job, self.dropped = None, Busy(retry_after_seconds)
        self.done.set()


class JobTable:
    """Accepts jobs, runs a few at a time, and keeps the verdicts for a while."""

    def __init__(self, run: Callable[[Job], Verdict], parallel: int) -> None:
        """`run` runs one job; at most `parallel` at a time, and one at a time of those with several processes."""
        self._run = run
        self._parallel = parallel
        self._tickets: dict[str, Ticket] = {}
        self._kept_bytes = 0
        self._seconds_of_turn = FIRST_GUESS_SECONDS
        self._lock = threading.Lock()
        self._queue, self._slow_queue = (
            FairQueue[Ticket](WAITING_JOBS, WAITING_JOBS_PER_CLIENT, places) for places in (parallel, 1)
        )
        for queue, workers in ((self._queue, parallel), (self._slow_queue, 1)):
            for _ in range(workers):
                threading.Thread(target=self._work, args=(queue,), name="job", daemon=True).start()

    def submit(self, job: Job, client: str) -> str:
        """Accept a job and return its id; raises `Refused`."""
        ticket = Ticket(job, client)
        queue = self._slow_queue if job.has_ranks else self._queue
        with self._lock:
            self._forget_old()
            while self._kept_bytes > KEPT_BYTES:
                self._forget_of_greediest()
        try:
            dropped = queue.put(client, ticket, turns_of(job))
        except QueueFull as full:
            raise Refused(Busy(self._seconds_until_room(queue))) from full
        if dropped is not None:
            dropped.drop(self._seconds_until_room(queue))
        job_id = secrets.token_urlsafe(ID_BYTES)
        with self._lock:
            self._tickets[job_id] = ticket
        return job_id

    def read(self, job_id: str, wait_seconds: float) -> tuple[Status, Verdict | None]:
        """Status and, when done, verdict of a job after waiting so long; raises `Refused`."""
        with self._lock:
            self._forget_old()
            ticket = self._tickets.get(job_id)
        if ticket is None:
            raise Refused(UnknownJob())
        if wait_seconds > 0:
            ticket.done.wait(wait_seconds)
        if ticket.dropped is not None:
            raise Refused(ticket.dropped)
        return ticket.status, ticket.verdict

    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._queue) + len(self._slow_queue)

    def _work(self, queue: FairQueue[Ticket]) -> None:
        while True:
            client, ticket, turns = queue.get()
            ticket.status = "running"
            began = time.monotonic()
            assert ticket.job is not None
            try:
                verdict = self._run(ticket.job)
            except Exception:  # our own failure is never the code's
                _log.exception("the verifier failed")
                verdict = fault("verifier-failed")
            ticket.finish(verdict)
            seconds = time.monotonic() - began
            queue.done(client, max(seconds, (verdict.cpu_ms or 0.0) / 1e3), turns)
            with self._lock:
                self._kept_bytes += ticket.size_bytes
                self._seconds_of_turn += (seconds / turns - self._seconds_of_turn) / 16

    def _seconds_until_room(self, queue: FairQueue[Ticket]) -> int:
        workers = self._parallel if queue is self._queue else 1
        return max(1, min(LONGEST_RETRY_SECONDS, math.ceil(queue.turns * self._seconds_of_turn / workers)))

    def _forget_of_greediest(self) -> None:
        """Forget the oldest verdict of the client whose verdicts take the most room."""
        sizes: Counter[str] = Counter()
        for ticket in self._tickets.values():
            sizes[ticket.client] += ticket.size_bytes
        client, _ = sizes.most_common(1)[0]
        oldest = next(job_id for job_id, t in self._tickets.items() if t.client == client and t.size_bytes)
        self._kept_bytes -= self._tickets.pop(oldest).size_bytes

    def _forget_old(self) -> None:
        limit = time.monotonic() - KEPT_SECONDS
        while self._tickets:
            oldest = next(iter(self._tickets))  # in the order of acceptance
            ticket = self._tickets[oldest]
            if ticket.accepted_at >= limit or not ticket.done.is_set():
                return
            self._kept_bytes -= ticket.size_bytes
            del self._tickets[oldest]
