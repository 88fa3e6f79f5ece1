"""What the verifier is measured against: torch imported, warm, on huge pages as ours; a plain fork a job, unconfined.

`python -m benchmarks.bare_fork SECONDS` prints the time of each job in seconds, a JSON list.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path

from benchmarks.programs import SMALL_BACKWARD
from service.verifier.inside.job import run_job
from service.verifier.inside.warmth import collapse_heap, warm_up


def run_in_fork() -> None:
    """Fork, run the job as the verifier's children do, hand the record back over a pipe, and exit."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(write_end, json.dumps(run_job({"code": SMALL_BACKWARD})).encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        record = json.loads(stream.read())
    os.waitpid(pid, 0)
    if record["outcome"] != "passed":
        raise RuntimeError(str(record))


def main() -> None:
    """Run jobs for so long, after a few that do not count."""
    warm_up()
    collapse_heap(Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace"))
    gc.disable()
    for _ in range(20):
        run_in_fork()
    print("warm", flush=True)
    sys.stdin.readline()
    seconds, end = [], time.monotonic() + float(sys.argv[1])
    while time.monotonic() < end:
        began = time.perf_counter()
        run_in_fork()
        seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
