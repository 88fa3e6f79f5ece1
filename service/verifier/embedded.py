"""The verifier as a child of the server: one per server, shared by its workers."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1


class EmbeddedVerifier:
    """Starts and stops the verifier's process on a socket that only this user can reach."""

    def __init__(self) -> None:
        """Nothing runs before `start`."""
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it; returns its socket and names it in `VERIFIER_SOCKET` for the workers."""
        self._folder = Path(tempfile.mkdtemp(prefix="whygrad-"))
        socket_path = str(self._folder / "verifier.sock")
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "service.verifier", "--socket", socket_path],
            env=environment,
            cwd=PROJECT_ROOT,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
        os.environ["VERIFIER_SOCKET"] = socket_path
        return socket_path

    def stop(self) -> None:
        """Stop it and remove its socket; does nothing where it was not started."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def end_with_parent() -> None:
    """Have the kernel end this process when its parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
