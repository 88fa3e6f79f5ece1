"""The front of docker-compose.yml on this machine: the real nginx, on other addresses and in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.served import ROOT, find_free_port

NGINX = shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
TEMPORARY_FOLDERS = 5
SETTLE_SECONDS = 0.5


def configure(folder: Path, upstream: int, port: int) -> Path:
    """Write our configuration for these ports into `folder`; everything else in it stays as it is."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    replacements = {
        "server api:8000;": (f"server 127.0.0.1:{upstream};", 1),
        "listen 8080;": (f"listen 127.0.0.1:{port};", 1),
        "/etc/nginx/tls.d": (str(folder / "tls.d"), 1),
        "pid /tmp/nginx.pid;": (f"pid {folder}/nginx.pid;", 1),
        "/tmp/nginx-": (f"{folder}/", TEMPORARY_FOLDERS),
    }
    for old, (new, count) in replacements.items():
        if text.count(old) != count:
            raise RuntimeError(f"{CONFIGURATION} has {old!r} {text.count(old)} times, not {count}")
        text = text.replace(old, new)
    (folder / "tls.d").mkdir(exist_ok=True)
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


@contextlib.contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[int]:
    """Serve what listens at `upstream`; yields the port of the front."""
    port = find_free_port()
    with started(configure(folder, upstream, port)):
        yield port


@contextlib.contextmanager
def started(configuration: Path) -> Iterator[None]:
    """Run nginx; raises `RuntimeError` where it does not accept the configuration."""
    if NGINX is None:
        raise RuntimeError("nginx is not installed")
    stay_root = " user root;" if os.geteuid() == 0 else ""  # whose folder it is
    process = subprocess.Popen([NGINX, "-c", str(configuration), "-g", f"daemon off;{stay_root}"])
    try:
        time.sleep(SETTLE_SECONDS)
        if process.poll() is not None:
            raise RuntimeError("nginx ended")
        yield
    finally:
        process.terminate()
        process.wait()
