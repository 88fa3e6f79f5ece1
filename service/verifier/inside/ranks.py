"""Several processes for programs that use torch.distributed: one fork per rank, as torchrun would start them."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import msgspec

from service.verifier.contract import Check, Job, Record
from service.verifier.framing import decode, encode
from service.verifier.inside.job import make_record
from service.verifier.inside.recorder import record_program

GRACE_AFTER_ERROR_SECONDS = 3.0
POLL_SECONDS = 0.02


def run_ranks(job: Job) -> Record:
    """Run `job` in its ranks; return one record: that of the first rank that did not pass, else rank 0's.

    Once a rank has failed the others get a few seconds, because they may wait for it in a collective forever.
    """
    port = find_free_port()
    started = [start_rank(job, rank, port) for rank in range(job.world_size)]
    ranks = {pid: rank for rank, (pid, _) in enumerate(started)}
    readers = [RecordReader(descriptor) for _, descriptor in started]
    records: dict[int, Record] = {}
    give_up_at: float | None = None
    while ranks and (give_up_at is None or time.monotonic() < give_up_at):
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            time.sleep(POLL_SECONDS)
            continue
        rank = ranks.pop(pid)
        records[rank] = readers[rank].record()
        if records[rank].outcome != "passed" and give_up_at is None:
            give_up_at = time.monotonic() + GRACE_AFTER_ERROR_SECONDS
    for pid in ranks:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return combine(records)


def combine(records: dict[int, Record]) -> Record:
    """The record of a run: a check is passed when it passed in every rank."""
    failed = [record for _, record in sorted(records.items()) if record.outcome != "passed"]
    record = failed[0] if failed else records[0]
    checks = list(record.checks)
    for rank, other in sorted(records.items()):
        theirs = {check.name: check for check in other.checks}
        checks = [combine_check(check, rank, theirs.get(check.name)) for check in checks]
    return msgspec.structs.replace(record, checks=checks)


def combine_check(check: Check, rank: int, theirs: Check | None) -> Check:
    """A check as far as combined, with what came of it in one more rank."""
    if not check.passed or (theirs is not None and theirs.passed):
        return check
    detail = "not run" if theirs is None else theirs.detail
    return Check(check.name, check.statement, passed=False, detail=f"rank {rank}: {detail}")


def start_rank(job: Job, rank: int, port: int) -> tuple[int, int]:
    """Fork one rank with the environment that torchrun would set; return its process id and where its record comes."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write_end)
        return pid, read_end
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(job.world_size),
        "LOCAL_WORLD_SIZE": str(job.world_size),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    run = record_program(job.code)  # held to the end: a process group that is freed waits for threads that want the GIL
    run.rank, run.world_size = rank, job.world_size
    with os.fdopen(write_end, "wb") as stream:
        stream.write(encode(make_record(job, run)))
    os._exit(0)


class RecordReader:
    """Reads the record of one rank while the rank runs, so that a long one does not block it."""

    def __init__(self, descriptor: int) -> None:
        """Read from `descriptor` in a thread of its own."""
        self._body = b""
        self._thread = threading.Thread(target=self._read, args=(descriptor,), daemon=True)
        self._thread.start()

    def record(self) -> Record:
        """What the rank, which has ended, left behind; a rank that left nothing was killed."""
        self._thread.join()
        if not self._body:
            return Record("killed", None, None, warnings=[], gradients=[])
        record: Record = decode(self._body, Record)
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
