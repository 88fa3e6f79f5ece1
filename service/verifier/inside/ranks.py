"""Several processes for programs that use torch.distributed: one fork per rank, as torchrun would start them."""

from __future__ import annotations

import json
import os
import signal
import socket
import tempfile
import time
from pathlib import Path

from service.verifier.inside.job import Data, run_job

GRACE_AFTER_ERROR_SECONDS = 3.0
POLL_SECONDS = 0.02


def run_ranks(job: Data, folder: Path) -> Data:
    """Run `job` in `job["world_size"]` ranks; return one verdict: the first rank that did not pass, else rank 0's.

    Once a rank has failed the others get a few seconds, because they may wait for it in a collective forever.
    """
    world_size = int(job["world_size"])
    port = find_free_port()
    ranks = {start_rank(job, folder, rank, world_size, port): rank for rank in range(world_size)}
    verdicts: dict[int, Data] = {}
    give_up_at: float | None = None
    while ranks and (give_up_at is None or time.monotonic() < give_up_at):
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            time.sleep(POLL_SECONDS)
            continue
        rank = ranks.pop(pid)
        verdicts[rank] = read_verdict(folder, rank)
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
    for index, check in enumerate(verdict["checks"]):
        for rank, other in sorted(verdicts.items()):
            theirs = other["checks"][index] if index < len(other["checks"]) else {"passed": False, "detail": "not run"}
            if check["passed"] and not theirs["passed"]:
                check |= {"passed": False, "detail": f"rank {rank}: {theirs['detail']}"}
    return verdict


def start_rank(job: Data, folder: Path, rank: int, world_size: int, port: int) -> int:
    """Fork one rank with the environment that torchrun would set; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(world_size),
        "LOCAL_WORLD_SIZE": str(world_size),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    own_folder = Path(tempfile.mkdtemp(dir=folder))
    verdict = run_job(job, own_folder, rank, world_size)
    verdict_file(folder, rank).write_text(json.dumps(verdict), encoding="utf-8")
    os._exit(0)


def read_verdict(folder: Path, rank: int) -> Data:
    """What rank `rank` left behind; a rank that left nothing was killed."""
    path = verdict_file(folder, rank)
    if not path.exists():
        return {"outcome": "killed", "exception": None, "checks": [], "stdout": "", "warnings": [], "values": {}}
    verdict: Data = json.loads(path.read_text(encoding="utf-8"))
    return verdict


def verdict_file(folder: Path, rank: int) -> Path:
    """Where rank `rank` writes its verdict."""
    return folder / f"rank-{rank}.json"


def find_free_port() -> int:
    """A TCP port on the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
