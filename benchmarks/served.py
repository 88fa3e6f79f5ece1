"""A server of its own for a benchmark: gunicorn as deployed, on a database of its own with the real knowledge."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120.0
HEADERS = {"Host": "localhost"}


class Connection:
    """One kept-alive HTTP connection to the server."""

    def __init__(self, port: int, timeout: float = 60, source: str = "127.0.0.1") -> None:
        """Connect to the loopback interface, from an address on it."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout, (source, 0))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Send a request; its status and body."""
        self._connection.request(method, path, body, HEADERS | ({"Content-Type": "application/json"} if body else {}))
        response = self._connection.getresponse()
        return response.status, response.read()

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, Any]:
        """Post JSON; its status and what came back."""
        status, body = self.ask("POST", path, json.dumps(data).encode())
        return status, json.loads(body)


def find_free_port() -> int:
    """A TCP port on the loopback interface that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def gunicorn(application: str, environment: dict[str, str], ready_path: str) -> Iterator[int]:
    """Serve `application` with the project's own gunicorn settings; yields the port."""
    port = find_free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application],
        cwd=ROOT,
        env=os.environ | environment | {"BIND": f"127.0.0.1:{port}"},
    )
    try:
        wait_until_ready(port, ready_path, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_until_ready(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    """Return once `path` answers 200; raises `RuntimeError`."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            if Connection(port).ask("GET", path)[0] == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not become ready")


@contextlib.contextmanager
def whygrad(**settings: str) -> Iterator[int]:
    """The service with the real knowledge and its embedded verifier; yields the port."""
    with tempfile.TemporaryDirectory(prefix="whygrad-") as folder:
        environment = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}"} | settings
        for command in ("migrate", "load"):
            subprocess.run(
                [sys.executable, "-m", "service", command],
                cwd=ROOT,
                env=os.environ | environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        with gunicorn("service.wsgi:app", environment, "/readyz") as port:
            yield port
