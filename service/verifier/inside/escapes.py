"""Attempts to get through each layer, made from inside a child that is confined as every other."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from service.verifier.confinement import kernel
from service.verifier.confinement.namespaces import ROOT_CANARY
from service.verifier.contract import HeldLayers, LayerProbe

MIB = 1024 * 1024


def attempt_escapes(targets: LayerProbe) -> HeldLayers:
    """Which layers held, as far as it shows in here; `targets` is what the supervisor put outside."""
    return HeldLayers(
        landlock=held(lambda: refuses_to_open(ROOT_CANARY if ROOT_CANARY.exists() else Path(targets.file))),
        seccomp=held(refuses_system_calls),
        mount_namespace=held(lambda: not Path(targets.file).exists()),
        no_new_privs=held(lambda: kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) == 1),
        rlimits=held(refuses_memory),
        unprivileged=held(is_unprivileged),
        signals=held(lambda: refuses_signals([targets.parent, *targets.siblings])),
        network=held(lambda: refuses_connection(targets.port)),
    )


def held(attempt: Callable[[], bool]) -> bool:
    """Whether a layer held; one whose probe breaks has not been shown to."""
    try:
        return attempt()
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return False


def refuses_to_open(path: Path) -> bool:
    """Whether a file that anybody may read cannot be opened."""
    try:
        path.open("rb").close()
    except PermissionError:
        return True
    return False


def refuses_system_calls() -> bool:
    """Whether calls that nothing but the filter forbids fail: a memory file, a socket, a process."""
    return all(fails(call) for call in (make_memory_file, make_socket, make_process))


def make_memory_file() -> None:
    """Memory that no limit counts."""
    os.close(os.memfd_create("probe"))


def make_socket() -> None:
    """A socket of a kind that no other layer forbids to make."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def make_process() -> None:
    """A process of one's own."""
    if os.fork() == 0:
        os._exit(0)


def fails(call: Callable[[], None]) -> bool:
    """Whether `call` is not permitted."""
    try:
        call()
    except OSError:
        return True
    return False


def refuses_memory() -> bool:
    """Whether more memory than the data limit cannot be had."""
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    if limit == resource.RLIM_INFINITY:
        return False
    try:
        mmap.mmap(-1, limit + MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except OSError:
        return True
    return False


def is_unprivileged() -> bool:
    """Whether this is nobody's powerful user and cannot become one."""
    libc = ctypes.CDLL(None, use_errno=True)
    return 0 not in os.getresuid() and libc.setuid(0) != 0


def refuses_signals(pids: list[int]) -> bool:
    """Whether the supervisor, the zygote and siblings cannot be signalled."""
    return all(fails(lambda pid=pid: os.kill(pid, 0)) for pid in [*pids, os.getppid()] if pid != os.getpid())  # type: ignore[misc]


def refuses_connection(port: int) -> bool:
    """Whether a listener on this machine cannot be reached."""
    return fails(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close())
