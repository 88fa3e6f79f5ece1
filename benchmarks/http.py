"""`POST /v1/diagnoses` beside a bare Flask route, under the same gunicorn settings, in one run."""

from __future__ import annotations

import json
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import served

ROUNDS = 5
ROUND_SECONDS = 4.0
CONNECTIONS = 4
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
MESSAGE = (
    "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: "
    "[torch.FloatTensor [16, 1]], which is output 0 of SigmoidBackward0, is at version 2; expected version 1 instead. "
    "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True)."
)


def typical_traceback() -> str:
    """A traceback of 3 kB: the user's frames, the library's, the message."""
    frames = [
        f'  File "/home/ann/project/train.py", line {line}, in {name}\n    {source}\n'
        for line, name, source in [(88, "<module>", "main()"), (71, "main", "fit(model, loader, optimizer)")]
    ]
    library = "/opt/conda/lib/python3.11/site-packages/torch/nn/modules/module.py"
    frames += [
        f'  File "{library}", line {1500 + n}, in _call_impl\n    return forward_call(*args, **kwargs)\n'
        for n in range(12)
    ]
    frames.append('  File "/home/ann/project/train.py", line 43, in fit\n    loss.backward()\n')
    return "Traceback (most recent call last):\n" + "".join(frames) + MESSAGE


def main() -> None:
    """Serve both, ask them in turn, and print requests per second and CPU per request."""
    paste = typical_traceback()
    bodies = {
        "bare Flask: parse 3 kB, return 6 kB": ("/", {"traceback": paste}),
        "POST /v1/diagnoses, matched, English": ("/v1/diagnoses", {"traceback": paste, "language": "en"}),
        "POST /v1/diagnoses, matched, Chinese": ("/v1/diagnoses", {"traceback": paste, "language": "zh"}),
    }
    bare_flask = served.gunicorn("benchmarks.bare_flask:app", {"VERIFIER_SOCKET": "none"}, "/readyz")
    with bare_flask as bare, served.whygrad() as ours:
        ports = dict(zip(bodies, (bare, ours, ours), strict=True))
        rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in bodies}
        for _ in range(ROUNDS):
            for name, (path, body) in bodies.items():
                rounds[name].append(load(ports[name], path, json.dumps(body).encode()))
        sizes = {name: answer_size(ports[name], path, body) for name, (path, body) in bodies.items()}
    print("| what | answer kB | requests/s | CPU ms a request | throughput by CPU |\n| --- | --- | --- | --- | --- |")
    reference = statistics.median(cpu for _, cpu in rounds[next(iter(bodies))])
    for name, found in rounds.items():
        rate, cpu = statistics.median(rate for rate, _ in found), statistics.median(cpu for _, cpu in found)
        print(f"| {name} | {sizes[name] / 1e3:.1f} | {rate:.0f} | {cpu * 1e3:.3f} | {reference / cpu:.2f} |")


def answer_size(port: int, path: str, body: dict[str, str]) -> int:
    """Bytes of one answer."""
    status, answer = served.Connection(port).ask("POST", path, json.dumps(body).encode())
    if status != 200:
        raise RuntimeError(f"{path}: {status} {answer[:300]!r}")
    return len(answer)


def load(port: int, path: str, body: bytes) -> tuple[float, float]:
    """Requests per second over a few kept connections, and CPU seconds of the server for each request."""
    workers = worker_pids(port)
    cpu_before, began = sum(map(cpu_seconds, workers)), time.monotonic()
    end = began + ROUND_SECONDS

    def ask(_: int) -> int:
        connection, count = served.Connection(port), 0
        while time.monotonic() < end:
            connection.ask("POST", path, body)
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        total = sum(threads.map(ask, range(CONNECTIONS)))
    used = sum(map(cpu_seconds, workers)) - cpu_before
    return total / (time.monotonic() - began), used / total


def worker_pids(port: int) -> list[int]:
    """The worker processes of the gunicorn that listens on `port`, by its environment and its children."""
    masters = [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if f"BIND=127.0.0.1:{port}\0".encode() in read_bytes(folder / "environ")
        and b"gunicorn" in read_bytes(folder / "cmdline")
    ]
    return [pid for pid in masters if parent_of(pid) in masters]


def read_bytes(path: Path) -> bytes:
    """What a file of /proc holds; nothing where the process has gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def parent_of(pid: int) -> int:
    """The parent's process id."""
    return int(read_bytes(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()[1])


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far."""
    fields = read_bytes(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


if __name__ == "__main__":
    main()
