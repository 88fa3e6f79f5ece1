"""`python -m benchmarks.connections`: an honest client beside slow ones; gunicorn's own worker, ours, and nginx."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, show_table
from benchmarks.front import nginx
from benchmarks.served import Connection, whygrad
from benchmarks.slow import slow_clients

SLOW = 24
SECONDS = 15.0
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 10.0
WARMING = 16
PASTE = {"traceback": "RuntimeError: grad can be implicitly created only for scalar outputs"}


def main() -> None:
    """Measure and print."""
    alone, beside = [], []
    for name, serve in (
        ("gunicorn's own worker", plain),
        ("our worker", whygrad),
        ("nginx before our worker", fronted),
    ):
        with serve() as port:
            for _ in range(WARMING):
                diagnose(port)
            alone.append(Figure(f"{name}, alone", diagnose_for(port)))
            with slow_clients(port, SLOW):
                time.sleep(1.0)
                beside.append(Figure(f"{name}, beside {SLOW} slow clients", diagnose_for(port)))
    print(show_table([figure for pair in zip(alone, beside, strict=True) for figure in pair], alone[0]))
    print(f"\nA request that took {PATIENCE_SECONDS:g} s was given up.")


@contextlib.contextmanager
def plain() -> Iterator[int]:
    """The service with gunicorn's own threaded worker."""
    with whygrad(GUNICORN_CMD_ARGS="--worker-class gthread") as port:
        yield port


@contextlib.contextmanager
def fronted() -> Iterator[int]:
    """The service behind the front."""
    with (
        whygrad() as upstream,
        tempfile.TemporaryDirectory(prefix="whygrad-") as folder,
        nginx(Path(folder), upstream) as port,
    ):
        yield port


def diagnose_for(port: int) -> list[float]:
    """Seconds of each request of one client that asks again and again, each time on a new connection."""
    end = time.monotonic() + SECONDS
    seconds = []
    while time.monotonic() < end:
        seconds.append(diagnose(port))
        time.sleep(PAUSE_SECONDS)
    return seconds


def diagnose(port: int) -> float:
    """Seconds until one diagnosis has come, or was given up."""
    began = time.perf_counter()
    with contextlib.suppress(TimeoutError), contextlib.closing(Connection(port, PATIENCE_SECONDS)) as connection:
        status, _ = connection.post("/v1/diagnoses", PASTE)
        if status != 200:
            raise RuntimeError(f"answered {status}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
