"""`make bench`: the verifier beside a bare fork, a cold process, and through HTTP, in one run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import served
from benchmarks.figures import Figure, measure, show_table
from benchmarks.programs import EMPTY, GRADCHECK, SMALL_BACKWARD
from service.verifier.children import Child
from service.verifier.contract import Job
from service.verifier.limits import DEFAULT_LIMITS
from service.verifier.supervisor import Supervisor
from service.verifier.zygotes import Zygote

REPETITIONS = 300
COLD_REPETITIONS = 5
THROUGHPUT_SECONDS = 6.0
SETTLE_SECONDS = 0.03  # between jobs, so that a parked child is really parked: what one user sees
MEMORY_CHILDREN = 8


def main() -> None:
    """Measure and print."""
    parallel = os.cpu_count() or 1
    with Supervisor() as supervisor:
        supervisor.wait_ready(120)
        zygote = supervisor.zygote
        assert zygote is not None
        settled = Figure("parked child, small backward", times_apart(supervisor, SMALL_BACKWARD))
        floor = Figure("parked child, empty program (the floor)", times_apart(supervisor, EMPTY))
        gradcheck = Figure("parked child, gradcheck of 3x3", times_apart(supervisor, GRADCHECK))
        forked = measure("child forked on demand, small backward", lambda: run_on_fresh(zygote), REPETITIONS)
        ours = jobs_per_second(supervisor, parallel)
        memory = pss_of_parked(zygote)
    bare_seconds, bare = bare_forks(parallel)
    cold = measure("cold `python -c`, small backward", run_cold, COLD_REPETITIONS)
    figures = [floor, settled, gradcheck, forked, Figure("bare fork, unconfined", bare_seconds), cold, *through_http()]
    print(show_table(figures, settled))
    print(f"\ncold / parked: {cold.median / settled.median:.0f}")
    print(f"jobs per second on {parallel} cores: {ours:.0f} confined, {bare:.0f} bare fork, ratio {ours / bare:.2f}")
    one, eight = memory
    print(
        f"PSS: one warm process {one:.0f} MiB, with {MEMORY_CHILDREN} parked {eight:.0f} MiB, ratio {eight / one:.2f}"
    )


def times_apart(supervisor: Supervisor, code: str) -> list[float]:
    """Seconds of each of many runs with a pause before each, as a single user sees them."""
    seconds = []
    for _ in range(REPETITIONS):
        time.sleep(SETTLE_SECONDS)
        began = time.perf_counter()
        verdict = supervisor.run(Job(code))
        seconds.append(time.perf_counter() - began)
        if verdict.outcome != "passed":
            raise RuntimeError(str(verdict))
    return seconds


def run_on_fresh(zygote: Zygote) -> None:
    """Run the job in a child that is forked and confined only now."""
    child = zygote.fork(DEFAULT_LIMITS, ranks=False)
    child.run(Job(SMALL_BACKWARD), DEFAULT_LIMITS)
    child.close()


def jobs_per_second(supervisor: Supervisor, parallel: int) -> float:
    """Jobs that end in a second with as many at a time as there are cores."""
    end = time.monotonic() + THROUGHPUT_SECONDS

    def work(_: int) -> int:
        count = 0
        while time.monotonic() < end:
            supervisor.run(Job(SMALL_BACKWARD))
            count += 1
        return count

    with ThreadPoolExecutor(parallel) as threads:
        return sum(threads.map(work, range(parallel))) / THROUGHPUT_SECONDS


def bare_forks(parallel: int) -> tuple[list[float], float]:
    """Seconds of each job in a bare fork, and jobs per second with as many processes as there are cores."""
    command = [sys.executable, "-m", "benchmarks.bare_fork"]

    def start(seconds: float) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*command, str(seconds)], cwd=served.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        while process.stdout.readline() != "warm\n":
            pass
        return process

    def collect(process: subprocess.Popen[str]) -> list[float]:
        output, _ = process.communicate("go\n")
        found: list[float] = json.loads(output.splitlines()[-1])
        return found

    alone = collect(start(THROUGHPUT_SECONDS / 2))
    processes = [start(THROUGHPUT_SECONDS) for _ in range(parallel)]
    with ThreadPoolExecutor(parallel) as threads:
        together = list(threads.map(collect, processes))
    return alone, sum(map(len, together)) / THROUGHPUT_SECONDS


def run_cold() -> None:
    """What a user would do instead."""
    subprocess.run([sys.executable, "-c", SMALL_BACKWARD], check=True, capture_output=True)


def pss_of_parked(zygote: Zygote) -> tuple[float, float]:
    """MiB of memory of one warm process, and of it with parked children: every shared page is counted once."""
    children: list[Child] = [zygote.fork(DEFAULT_LIMITS, ranks=False) for _ in range(MEMORY_CHILDREN)]
    time.sleep(1.0)  # until they are parked
    ours = [child.pid for child in children if child.pid is not None]
    family = [parent_of(ours[0]), *zygote.children_pids()]
    everything = sum(map(read_pss, family))
    private = {pid: read_private(pid) for pid in family[1:]}
    for child in children:
        child.close()
    alone = everything - sum(private.values())
    return alone, alone + sum(private[pid] for pid in ours)


def parent_of(pid: int) -> int:
    """The parent's process id."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("PPid:")[1].split()[0])


def read_pss(pid: int) -> float:
    """Proportional set size, in MiB."""
    return read_rollup(pid, ("Pss",))


def read_private(pid: int) -> float:
    """Memory that no other process shares, in MiB."""
    return read_rollup(pid, ("Private_Clean", "Private_Dirty"))


def read_rollup(pid: int, names: tuple[str, ...]) -> float:
    """The sum of some lines of smaps_rollup, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return sum(int(line.split()[1]) for line in lines if line.split(":")[0] in names) / 1024


def through_http() -> list[Figure]:
    """The same job through `POST /v1/verifications`, by one client on a kept connection."""
    with served.whygrad() as port:
        connection = served.Connection(port)

        def ask(code: str) -> None:
            status, state = connection.post("/v1/verifications", {"code": code, "wait": 30})
            if status != 201 or state["verdict"]["outcome"] != "passed":
                raise RuntimeError(f"{status}: {state}")

        seconds = []
        for _ in range(REPETITIONS):
            time.sleep(SETTLE_SECONDS)
            began = time.perf_counter()
            ask(SMALL_BACKWARD)
            seconds.append(time.perf_counter() - began)
        return [Figure("through HTTP, small backward", seconds)]


if __name__ == "__main__":
    main()
