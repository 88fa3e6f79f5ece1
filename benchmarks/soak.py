"""`make soak`: honest and hostile clients together, for ten minutes; fails on any 5xx, or where the honest are refused.

Everything is bounded, and on the loopback interface only; the hostile have an address of their own.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, show_table
from benchmarks.programs import SMALL_BACKWARD
from benchmarks.served import Connection, whygrad
from benchmarks.slow import ADDRESS, slow_clients

DEFAULT_SECONDS = 600.0
SLOW = 12
HONEST_PAUSE_SECONDS = 0.05
HOSTILE_PAUSE_SECONDS = 0.5
HONEST_THREADS = 2  # of each kind
MEMORY_SECONDS = 5.0
MIB = 1024
LINES = 150_000
FRAME = '  File "train.py", line {line}, in <module>\n    loss.backward()\n'
ERRORS = (
    "RuntimeError: grad can be implicitly created only for scalar outputs",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
    "KeyError: 'no autograd fault'",
)
QUESTIONS = ("What is a vector-Jacobian product?", "backward里gradient和grad_tensors有什么区别", "How do I bake bread?")

Request = tuple[str, str, bytes]


def post(path: str, data: dict[str, Any]) -> Request:
    """A request with a JSON body."""
    return "POST", path, json.dumps(data).encode()


def run_code(code: str) -> Request:
    """Have a program run, and do not wait for it."""
    return post("/v1/verifications", {"code": code, "wait": 0})


def traceback(number: int) -> str:
    """A paste, each a little different."""
    return "Traceback (most recent call last):\n" + FRAME.format(line=number) + ERRORS[number % len(ERRORS)]


HONEST: dict[str, Callable[[int], Request]] = {
    "diagnosis": lambda number: post("/v1/diagnoses", {"traceback": traceback(number)}),
    "question": lambda number: post("/v1/questions", {"question": QUESTIONS[number % len(QUESTIONS)]}),
    "verification": lambda number: post("/v1/verifications", {"code": f"{SMALL_BACKWARD}# {number}\n", "wait": 30}),
}
HOSTILE: dict[str, Callable[[], Request]] = {
    "cut notebook JSON": lambda: post(
        "/v1/diagnoses", {"traceback": '{"ename": "RuntimeError", "evalue": "x", "traceback": [' + "\n" * LINES + "x"}
    ),
    "bars": lambda: post("/v1/diagnoses", {"traceback": "│" * (LINES // 3) + traceback(0)}),
    "versions": lambda: post("/v1/diagnoses", {"traceback": ".torch2.1.1a" * 16_000}),
    "a long word": lambda: post("/v1/questions", {"question": "_" * 19_000 + traceback(0)}),
    "a long log": lambda: post("/v1/logs", {"log": traceback(1) + "\n" + ("foo(\n" + " x\n" * 20) * 20_000}),
    "many wrong items": lambda: post("/v1/diagnoses/batch", {"tracebacks": [1] * 500_000}),
    "many unknown fields": lambda: post("/v1/diagnoses", {f"f{number}": 1 for number in range(100_000)}),
    "deep JSON": lambda: ("POST", "/v1/diagnoses", b"[" * 500_000),
    "no JSON": lambda: ("POST", "/v1/questions", b"\xff" * 10_000),
    "too large": lambda: ("POST", "/v1/diagnoses", b" " * 5_000_000),
    "an endless loop": lambda: run_code("while True: pass"),
    "a sleep": lambda: run_code("import time; time.sleep(60)"),
    "all memory": lambda: run_code("x = []\nwhile True: x.append(bytes(1 << 20))"),
    "many threads": lambda: run_code(
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(9,)).start()"
    ),
    "much output": lambda: run_code("while True: print('x' * 9999)"),
    "an invented id": lambda: ("GET", "/v1/verifications/" + "a" * 43, b""),
}  # fmt: skip


@dataclass
class Tally:
    """What was answered, by kind of request."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter[int | str]] = field(default_factory=lambda: defaultdict(Counter))

    def note(self, kind: str, status: int | str, seconds: float) -> None:
        """One answer, or the name of what came instead."""
        self.seconds[kind].append(seconds)
        self.statuses[kind][status] += 1

    def faults(self) -> list[str]:
        """Every 5xx, and every honest request that was not answered as it should."""
        found = [(kind, status, count) for kind, counts in self.statuses.items() for status, count in counts.items()]
        return [
            f"{kind}: {status} x {count}"
            for kind, status, count in found
            if (isinstance(status, int) and status >= 500) or (kind in HONEST and status not in (200, 201))
        ]


def main() -> None:
    """Run, print, and say by the exit code whether all was well."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SECONDS
    tally = Tally()
    with whygrad() as port:
        before = memory_mib()
        end = time.monotonic() + seconds
        with slow_clients(port, SLOW):
            run(port, end, tally)
        time.sleep(MEMORY_SECONDS)
        after = memory_mib()
    report(tally, seconds, before, after)
    sys.exit(bool(tally.faults()))


def run(port: int, end: float, tally: Tally) -> None:
    """Have all clients ask until the end."""
    threads = [
        threading.Thread(target=ask_honestly, args=(port, end, tally, kind, thread))
        for kind in HONEST
        for thread in range(HONEST_THREADS)
    ]
    threads += [threading.Thread(target=ask_hostilely, args=(port, end, tally, names)) for names in halves(HOSTILE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def halves(names: dict[str, Callable[[], Request]]) -> Iterator[list[str]]:
    """Every second name, and the others."""
    yield list(names)[::2]
    yield list(names)[1::2]


def ask_honestly(port: int, end: float, tally: Tally, kind: str, thread: int) -> None:
    """One client that asks one thing after the other, on a connection that it keeps."""
    number = thread
    connection = Connection(port)
    while time.monotonic() < end:
        status = send(connection, HONEST[kind](number), tally, kind)
        if not isinstance(status, int):
            connection = Connection(port)
        number += HONEST_THREADS
        time.sleep(HONEST_PAUSE_SECONDS)


def ask_hostilely(port: int, end: float, tally: Tally, names: list[str]) -> None:
    """One client that tries everything in turn."""
    number = 0
    while time.monotonic() < end:
        name = names[number % len(names)]
        with contextlib.closing(Connection(port, source=ADDRESS)) as connection:
            send(connection, HOSTILE[name](), tally, name)
        number += 1
        time.sleep(HOSTILE_PAUSE_SECONDS)


def send(connection: Connection, request: Request, tally: Tally, kind: str) -> int | str:
    """Send a request and note what came of it."""
    method, path, body = request
    began = time.perf_counter()
    status: int | str
    try:
        status, _ = connection.ask(method, path, body or None)
    except OSError as error:
        status = type(error).__name__
    tally.note(kind, status, time.perf_counter() - began)
    return status


def report(tally: Tally, seconds: float, before: float, after: float) -> None:
    """Print the figures."""
    figures = [Figure(kind, tally.seconds[kind]) for kind in (*HONEST, *HOSTILE) if tally.seconds[kind]]
    print(show_table(figures, figures[0]))
    print()
    for kind, counts in tally.statuses.items():
        print(f"- {kind}: {', '.join(f'{status} x {count}' for status, count in sorted(counts.items(), key=str))}")
    print(f"\n{seconds:g} s beside {SLOW} slow connections; memory {before:.0f} MiB before, {after:.0f} MiB after")
    print("faults: " + ("; ".join(tally.faults()) or "none"))


def memory_mib() -> float:
    """Proportional memory of this process's children and theirs: the server, its workers, the verifier."""
    return sum(pss_kib(pid) for pid in descendants("self")) / MIB


def descendants(pid: str) -> Iterator[str]:
    """Process ids of the children, and of theirs."""
    for task in list_or_none(Path(f"/proc/{pid}/task")):
        for child in (task / "children").read_text(encoding="ascii").split():
            yield child
            yield from descendants(child)


def list_or_none(folder: Path) -> list[Path]:
    """What a folder holds; nothing where it has gone."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def pss_kib(pid: str) -> int:
    """Proportional set size; 0 for a process that has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
