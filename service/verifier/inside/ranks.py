"""Several processes for programs that use torch.distributed: one fork per rank, as torchrun would start them."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time

from service.verifier.inside.job import Data, run_job

GRACE_AFTER_ERROR_SECONDS = 3.0
POLL_SECONDS = 0.02


def run_ranks(job: Data) -> Data:
    """Run `job` in `job["world_size"]` ranks; return one verdict: the first rank that did not pass, else rank 0's.

    Once a rank has failed the others get a few seconds, because they may wait for it in a collective forever.
    """
    world_size = int(job["world_size"])
    port = find_free_port()
    started = [start_rank(job, rank, world_size, port) for rank in range(world_size)]
    ranks = {pid: rank for rank, (pid, _) in enumerate(started)}
    readers = [RecordReader(descriptor) for _, descriptor in started]
    verdicts: dict[int, Data] = {}
    give_up_at: float | None = None
    while ranks and (give_up_at is None or time.monotonic() < give_up_at):
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            time.sleep(POLL_SECONDS)
            continue
        rank = ranks.pop(pid)
        verdicts[rank] = readers[rank].record()
        if verdicts[rank]["outcome"] != "passed" and give_up_at is None:
            give_up_at = time.monotonic() + GRACE_AFTER_ERROR_SECONDS
    for pid in ranks:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return combine(verdicts)


def combine(verdicts: dict[int, Data]) -> Data:
    """The verdict of a run: a check is passed when it passed in every rank."""
    failed = [verdict for _, verdict in sorted(verdicts.items()) if verdict["outcome"] != "passed"]
    verdict = dict(failed[0] if failed else verdicts[0])
    for index, check in enumerate(verdict.get("checks", [])):
        for rank, other in sorted(verdicts.items()):
            checks = other.get("checks", [])
            theirs = checks[index] if index < len(checks) else {"passed": False, "detail": "not run"}
            if check["passed"] and not theirs["passed"]:
                check |= {"passed": False, "detail": f"rank {rank}: {theirs['detail']}"}
    return verdict


def start_rank(job: Data, rank: int, world_size: int, port: int) -> tuple[int, int]:
    """Fork one rank with the environment that torchrun would set; return its process id and where its record comes."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write_end)
        return pid, read_end
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(world_size),
        "LOCAL_WORLD_SIZE": str(world_size),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    record = run_job(job, rank, world_size)
    with os.fdopen(write_end, "wb") as stream:
        stream.write(json.dumps(record).encode())
    os._exit(0)


class RecordReader:
    """Reads the record of one rank while the rank runs, so that a long one does not block it."""

    def __init__(self, descriptor: int) -> None:
        """Read from `descriptor` in a thread of its own."""
        self._body = b""
        self._thread = threading.Thread(target=self._read, args=(descriptor,), daemon=True)
        self._thread.start()

    def record(self) -> Data:
        """What the rank, which has ended, left behind; a rank that left nothing was killed."""
        self._thread.join()
        if not self._body:
            return {"outcome": "killed", "exception": None, "needs": None, "warnings": [], "gradients": []}
        record: Data = json.loads(self._body)
        return record

    def _read(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as stream:
            self._body = stream.read()


def find_free_port() -> int:
    """A TCP port on the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
