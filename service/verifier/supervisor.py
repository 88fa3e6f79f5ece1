"""Runs jobs: keeps one zygote alive, hands it jobs, reads verdicts, and enforces the wall-clock limit."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from service.verifier.framing import MESSAGE_LIMIT_BYTES, BrokenMessage, decode

DEFAULT_WALL_SECONDS = 20.0
START_SECONDS = 120.0
PROJECT_ROOT = Path(__file__).resolve().parents[2]

# A process of its own and no more: enough for curated code, the only code that is run.
ISOLATION: dict[str, int | bool | str] = {"landlock": 0, "seccomp": False, "mount_namespace": False, "uid": "server's"}

Job = dict[str, Any]
Verdict = dict[str, Any]


class ZygoteLost(Exception):
    """The zygote died or does not answer."""


class Zygote:
    """Handle on one zygote process (see `service.verifier.inside.zygote`)."""

    def __init__(self) -> None:
        """Start the process with a clean environment; `wait_ready` tells when it can fork."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * 1024 * 1024)
        self._lock = threading.Lock()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(PROJECT_ROOT),
            "OMP_NUM_THREADS": "1",
            "GLOO_SOCKET_IFNAME": "lo",
            "LANG": "C.UTF-8",
        }
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.verifier.inside.zygote", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                cwd="/",
            )

    def wait_ready(self) -> None:
        """Block until torch is imported and warm; raises `ZygoteLost`."""
        self._control.settimeout(START_SECONDS)
        try:
            if not self._control.recv(16):
                raise ZygoteLost("the zygote ended while it started")
        except OSError as error:
            raise ZygoteLost("the zygote did not start") from error

    def fork(self, job: Job, pipe: int) -> int:
        """Have a child forked that runs `job` and writes into `pipe`; return its process id."""
        message = json.dumps(job).encode()
        try:
            with self._lock:
                socket.send_fds(self._control, [message], [pipe])
                reply = self._control.recv(32)
        except OSError as error:
            raise ZygoteLost("the zygote does not answer") from error
        if not reply:
            raise ZygoteLost("the zygote has ended")
        return int(reply)

    def close(self) -> None:
        """End the process; children that still run end with their own limits."""
        self._control.close()
        self._process.kill()
        self._process.wait()


class Supervisor:
    """Runs jobs one after another or from several threads at once; a lost zygote is replaced."""

    def __init__(self) -> None:
        """Start a zygote."""
        self._zygote = Zygote()
        self._ready = False
        self._lock = threading.Lock()

    def __enter__(self) -> Supervisor:
        """Support `with`: the zygote ends with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the zygote."""
        self._zygote.close()

    @property
    def ready(self) -> bool:
        """Whether the zygote has imported and warmed torch."""
        return self._ready

    def warm_in_background(self) -> None:
        """Wait for the zygote in a thread, so that the first job need not."""
        threading.Thread(target=self._await_zygote, name="warm", daemon=True).start()

    def run(self, job: Job) -> Verdict:
        """Run `job` and return its verdict; our own failure is `sandbox_fault`, tried once more on a fresh child."""
        verdict = self._run_once(job)
        if verdict["outcome"] == "sandbox_fault":
            verdict = self._run_once(job)
        return verdict | {"isolation": ISOLATION}

    def _run_once(self, job: Job) -> Verdict:
        read_end, write_end = os.pipe()
        folder = tempfile.mkdtemp(prefix="whygrad-job-")
        try:
            try:
                pid = self._fork(job | {"folder": folder}, write_end)
            except ZygoteLost as lost:
                return empty_verdict("sandbox_fault", str(lost))
            finally:
                os.close(write_end)
            return collect(read_end, pid, float(job.get("wall_seconds", DEFAULT_WALL_SECONDS)))
        finally:
            os.close(read_end)
            shutil.rmtree(folder, ignore_errors=True)

    def _fork(self, job: Job, pipe: int) -> int:
        zygote = self._await_zygote()
        try:
            return zygote.fork(job, pipe)
        except ZygoteLost:
            self._replace(zygote)
            raise

    def _await_zygote(self) -> Zygote:
        with self._lock:
            if not self._ready:
                self._zygote.wait_ready()
                self._ready = True
            return self._zygote

    def _replace(self, lost: Zygote) -> None:
        with self._lock:
            if self._zygote is lost:
                lost.close()
                self._zygote, self._ready = Zygote(), False


def collect(pipe: int, pid: int, wall_seconds: float) -> Verdict:
    """Read the verdict that child `pid` writes into `pipe`; kill its session when the time is over."""
    deadline = time.monotonic() + wall_seconds
    body = bytearray()
    while True:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not select.select([pipe], [], [], remaining)[0]:
            kill_session(pid)
            return empty_verdict("timed_out", f"ran longer than {wall_seconds:g} s")
        chunk = os.read(pipe, 65_536)
        if not chunk:
            break
        body += chunk
        if len(body) > MESSAGE_LIMIT_BYTES:
            kill_session(pid)
            return empty_verdict("killed", "the verdict is larger than its limit")
    if not body:
        return empty_verdict("killed", "the process ended without a verdict")
    try:
        return decode(bytes(body))
    except BrokenMessage as broken:
        return empty_verdict("sandbox_fault", str(broken))


def kill_session(pid: int) -> None:
    """Kill a child and what it forked."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def empty_verdict(outcome: str, reason: str) -> Verdict:
    """A verdict on a run that left no record."""
    return {
        "outcome": outcome,
        "reason": reason,
        "exception": None,
        "stdout": "",
        "warnings": [],
        "gradients": [],
        "checks": [],
        "values": {},
        "probe": None,
        "isolation": ISOLATION,
    }
