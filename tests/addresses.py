"""Addresses on this machine: one that is free, and waiting until a server answers at it."""

import socket
import subprocess
import time
import urllib.request

START_SECONDS = 120  # on a busy machine; some seconds on another


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers with success; fails where its process has ended, or after `START_SECONDS`."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        assert process.poll() is None, f"the server of {url} ended"
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.2)


def answers(url: str) -> bool:
    """Whether something answers with success; no for what is not there yet, too busy, or not ready."""
    try:
        with urllib.request.urlopen(url, timeout=30):
            return True
    except OSError:
        return False


def wait_until_it_listens(port: int) -> None:
    """Wait until something listens at a port; fails after `START_SECONDS`."""
    deadline = time.monotonic() + START_SECONDS
    while not listens(port):
        assert time.monotonic() < deadline, f"nothing listens at {port}"
        time.sleep(0.2)


def listens(port: int) -> bool:
    """Whether something listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
