"""A real server."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120


@pytest.fixture(scope="module")
def served(loaded_database_url, verifier_socket):
    """The address of a gunicorn that serves the knowledge."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = os.environ | {
        "DATABASE_URL": loaded_database_url,
        "VERIFIER_SOCKET": str(verifier_socket),
        "BIND": bind,
        "WEB_CONCURRENCY": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", "service.wsgi:app"], cwd=ROOT, env=environment)
    try:
        wait_until_ready(f"http://{bind}/readyz")
        yield f"http://{bind}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(address):
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=READY_SECONDS):
                return
        except OSError:  # not there yet, or not ready yet
            time.sleep(0.2)
    raise AssertionError("the server is not ready")
