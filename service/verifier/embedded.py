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

    def __init__(self, accepted_gaps: frozenset[str] = frozenset()) -> None:
        """Nothing runs before `start`; `accepted_gaps` are layers that foreign code may do without."""
        self._accepted_gaps = accepted_gaps
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it with an environment that holds no secret; returns its socket."""
        self._folder = Path(tempfile.mkdtemp(prefix="whygrad-"))
        socket_path = str(self._folder / "verifier.sock")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "service.verifier", "--socket", socket_path, *self._options()],
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            cwd=PROJECT_ROOT,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
        return socket_path

    def _options(self) -> list[str]:
        return [f"--without={layer}" for layer in sorted(self._accepted_gaps)]

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
