"""The verifier as a child of the server: one per server, shared by its workers, started again when it ends."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]
RESTART_PAUSE_SECONDS = 0.5
PR_SET_PDEATHSIG = 1


class EmbeddedVerifier:
    """Keeps the verifier's process alive on a socket that only this user can reach."""

    def __init__(self, accepted_gaps: frozenset[str] = frozenset()) -> None:
        """Nothing runs before `start`; `accepted_gaps` are layers that foreign code may do without."""
        self._options = [f"--without={layer}" for layer in sorted(accepted_gaps)]
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    def start(self) -> str:
        """Start it; returns its socket."""
        self._folder = Path(tempfile.mkdtemp(prefix="whygrad-"))
        socket_path = str(self._folder / "verifier.sock")
        # The thread lives as long as this process: the kernel ends the verifier with the thread that started it.
        threading.Thread(target=self._keep, args=(socket_path,), name="verifier", daemon=True).start()
        return socket_path

    def stop(self) -> None:
        """Stop it and remove its socket; does nothing where it was not started."""
        self._stopped.set()
        with self._lock:
            process = self._process
        if process is not None:
            process.terminate()
            process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _keep(self, socket_path: str) -> None:
        """Start it whenever it is not there, with an environment that holds no secret."""
        command = [sys.executable, "-m", "service.verifier", "--socket", socket_path, *self._options]
        command += ["--end-with", str(os.getpid())]
        while True:
            with self._lock:
                if self._stopped.is_set():
                    return
                self._process = process = subprocess.Popen(
                    command, env={"PATH": os.defpath, "LANG": "C.UTF-8"}, cwd=PROJECT_ROOT
                )
            process.wait()
            self._stopped.wait(RESTART_PAUSE_SECONDS)


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process with `parent`, where it can; ends it now where that one has gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(0)
