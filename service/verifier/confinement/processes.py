"""How many processes and threads there may be where the kernel counts the verifier and all children as one user.

The supervisor holds each child to its own number of threads, but looks only now and then; until then the children
together must leave some for the zygote, which forks, and for the supervisor.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
SHARED_PROCESSES = 1024  # where nothing bounds them
SHARE = 0.75


def shared_processes(cgroups: str) -> int:
    """The most that children may have together; `cgroups` is the text of /proc/self/cgroup."""
    limits = [*cgroup_limits(cgroups), *user_limits()]
    return min([SHARED_PROCESSES, *(int(SHARE * limit) for limit in limits)])


def cgroup_limits(cgroups: str, root: Path = CGROUPS) -> Iterator[int]:
    """The limits of this process's control groups, in either version of them, as far as they are in sight."""
    for line in cgroups.splitlines():
        _, controllers, path = line.split(":", 2)
        base = root / controllers
        if controllers in ("", "pids"):
            for folder in (base / path.lstrip("/"), *(base / path.lstrip("/")).parents):
                if folder.is_relative_to(base):
                    yield from read_limit(folder / "pids.max")


def read_limit(path: Path) -> Iterator[int]:
    """The number that a file holds; nothing where there is none."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return
    if text.isdecimal():
        yield int(text)


def user_limits() -> Iterator[int]:
    """The limit that this process has inherited."""
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if hard != resource.RLIM_INFINITY:
        yield hard
