"""The self-test: tries to break every layer from inside a child, and looks from outside at what came of it."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from service.verifier.children import Child
from service.verifier.layers import Layers
from service.verifier.limits import DEFAULT_LIMITS
from service.verifier.zygotes import Zygote, ZygoteLost


def test_layers(zygote: Zygote) -> Layers:
    """Which layers hold for a child of `zygote`; raises `ZygoteLost`."""
    sibling = zygote.fork(DEFAULT_LIMITS, ranks=False)
    try:
        return probe(zygote, sibling)
    finally:
        sibling.close()


def probe(zygote: Zygote, sibling: Child) -> Layers:
    """Have a child try everything while `sibling` is there to be disturbed."""
    child = zygote.fork(DEFAULT_LIMITS, ranks=False)
    with tempfile.TemporaryDirectory(prefix="whygrad-") as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        Path(folder).chmod(0o755)
        canary = Path(folder) / "canary"
        canary.write_text("canary", encoding="ascii")
        canary.chmod(0o644)
        targets = {
            "file": str(canary),
            "port": listener.getsockname()[1],
            "parent": os.getpid(),
            "siblings": [pid for pid in (sibling.pid,) if pid is not None],
        }
        seen = child.run({"probes": targets}, DEFAULT_LIMITS)
        reached = is_reached(listener)
    child.close()
    if seen.record is None:
        raise ZygoteLost(f"the self-test ended without a result: {seen.stderr.decode('utf-8', 'replace')[:500]}")
    held: dict[str, Any] = json.loads(seen.record)
    return Layers(
        landlock=zygote.description["landlock_abi"] if held["landlock"] else 0,
        seccomp=held["seccomp"],
        no_new_privs=held["no_new_privs"],
        rlimits=held["rlimits"],
        mount_namespace=held["mount_namespace"],
        process_namespace=zygote.description["process_namespace"],
        network=held["network"] and not reached,
        signals=held["signals"],
        uid="unprivileged" if held["unprivileged"] else "root",
    )


def is_reached(listener: socket.socket) -> bool:
    """Whether anybody has connected."""
    listener.settimeout(0)
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True
