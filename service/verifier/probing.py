"""Probes every layer: has a child try to break it, and looks from outside at what came of that."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

from service.verifier.children import Child
from service.verifier.contract import HeldLayers, LayerProbe
from service.verifier.framing import BrokenMessage, decode
from service.verifier.layers import Layers
from service.verifier.limits import DEFAULT_LIMITS
from service.verifier.verdicts import Observation
from service.verifier.zygotes import Zygote, ZygoteLost


def probe_layers(zygote: Zygote) -> Layers:
    """Which layers hold for a child of `zygote`; raises `ZygoteLost`."""
    sibling = zygote.fork(DEFAULT_LIMITS, ranks=False)
    try:
        return attack_from_inside(zygote, sibling)
    finally:
        sibling.close()


def attack_from_inside(zygote: Zygote, sibling: Child) -> Layers:
    """Have a child try everything while `sibling` is there to be disturbed."""
    child = zygote.fork(DEFAULT_LIMITS, ranks=False)
    with tempfile.TemporaryDirectory(prefix="whygrad-") as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        Path(folder).chmod(0o755)
        canary = Path(folder) / "canary"
        canary.write_text("canary", encoding="ascii")
        canary.chmod(0o644)
        siblings = [pid for pid in (sibling.pid,) if pid is not None]
        targets = LayerProbe(str(canary), listener.getsockname()[1], os.getpid(), siblings)
        seen = child.run(targets, DEFAULT_LIMITS)
        reached = is_reached(listener)
    child.close()
    held = read_held(seen)
    return Layers(
        landlock=zygote.description.landlock_abi if held.landlock else 0,
        seccomp=held.seccomp,
        no_new_privs=held.no_new_privs,
        rlimits=held.rlimits,
        mount_namespace=held.mount_namespace,
        process_namespace=zygote.description.process_namespace,
        network=held.network and not reached,
        signals=held.signals,
        uid="unprivileged" if held.unprivileged else "root",
    )


def read_held(seen: Observation) -> HeldLayers:
    """What the child found; raises `ZygoteLost` where it found nothing."""
    try:
        held: HeldLayers = decode(seen.record or b"", HeldLayers)
    except BrokenMessage as broken:
        told = seen.stderr.decode("utf-8", "replace")[:500]
        raise ZygoteLost(f"the probe of the layers ended without a result: {told}") from broken
    return held


def is_reached(listener: socket.socket) -> bool:
    """Whether anybody has connected."""
    listener.settimeout(0)
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True
