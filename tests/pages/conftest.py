"""A real server, and a real browser that opens its pages."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",  # a container's root cannot have one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server is not ready")


@pytest.fixture(scope="module")
def browser():
    """Chromium; of this module only, since its driver keeps an event loop running."""
    if not CHROMIUM.exists():
        reason = "needs Chromium and a Chinese font: apt-get install chromium fonts-noto-cjk"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
