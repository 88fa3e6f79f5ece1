"""A real server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.addresses import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def served(loaded_database_url, verifier_socket):
    """The address of a gunicorn that serves the knowledge."""
    bind = f"127.0.0.1:{free_port()}"
    environment = os.environ | {
        "DATABASE_URL": loaded_database_url,
        "VERIFIER_SOCKET": str(verifier_socket),
        "BIND": bind,
        "WEB_CONCURRENCY": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", "service.wsgi:app"], cwd=ROOT, env=environment)
    try:
        wait_for(f"http://{bind}/readyz", process)
        yield f"http://{bind}"
    finally:
        process.terminate()
        process.wait(timeout=30)
