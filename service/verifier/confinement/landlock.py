"""Landlock: what a program may open, connect to, and signal."""

from __future__ import annotations

import os
from pathlib import Path

from py_landlock import AccessFs, LandlockError, PathBeneathAttr, RulesetAttr, create_ruleset, get_abi_version
from py_landlock import add_rule as add_landlock_rule
from py_landlock.abi import get_supported_fs, get_supported_net, get_supported_scope

from service.verifier.confinement.namespaces import DEVICES

READ = AccessFs.READ_FILE | AccessFs.READ_DIR | AccessFs.EXECUTE
NETWORK_DEVICES = Path("/sys")  # gloo looks there for the interface to talk over
READ_ONE_FILE = AccessFs.READ_FILE | AccessFs.EXECUTE


def make_ruleset(readable: list[Path], *, ranks: bool) -> int | None:
    """A ruleset that permits reading `readable`, the harmless devices, and nothing else; None where there is none.

    Ranks of torch.distributed talk to each other over TCP, so theirs leaves that alone.

    Each process that restricts itself by it gets a domain of its own, so no two can signal each other.
    """
    try:
        version = get_abi_version()
        supported = get_supported_fs(version)
        network = 0 if ranks else int(get_supported_net(version))
        ruleset = create_ruleset(RulesetAttr(int(supported), network, int(get_supported_scope(version))))
        for path in readable:
            permit(ruleset, path, READ if path.is_dir() else READ_ONE_FILE)
        if ranks and NETWORK_DEVICES.exists():
            permit(ruleset, NETWORK_DEVICES, READ)
        for device in DEVICES:
            permit(ruleset, device, AccessFs.READ_FILE | AccessFs.WRITE_FILE)
    except LandlockError:
        return None
    return ruleset


def permit(ruleset: int, path: Path, access: AccessFs) -> None:
    """Add the rule that `access` is permitted beneath `path`."""
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        add_landlock_rule(ruleset, PathBeneathAttr(int(access), descriptor))  # type: ignore[arg-type]
    finally:
        os.close(descriptor)


def abi_version() -> int:
    """The Landlock ABI of this kernel, 0 where there is none."""
    try:
        return int(get_abi_version())
    except LandlockError:
        return 0
