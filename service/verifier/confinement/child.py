"""The layers that a fresh child puts on itself, in this order, before any program reaches it."""

from __future__ import annotations

import os
import resource
import signal
import sys
from dataclasses import dataclass

from service.verifier.confinement import kernel
from service.verifier.limits import Limits

MIB = 1024 * 1024
# One user id a child, from the range that Debian's policy leaves unassigned.
FIRST_UID = 65_100
LAST_UID = 65_500


@dataclass(frozen=True)
class SystemCallFilters:
    """Programs for the kernel, and the number in them that stands for the process they restrict."""

    program: bytes
    ranks_program: bytes
    placeholder: int

    def program_for(self, pid: int, *, ranks: bool) -> bytes:
        """The program that restricts the process `pid`."""
        program = self.ranks_program if ranks else self.program
        return program.replace(self.placeholder.to_bytes(4, sys.byteorder), pid.to_bytes(4, sys.byteorder))


@dataclass(frozen=True)
class Confinement:
    """What the zygote knows that its children need to confine themselves."""

    ruleset: int | None
    ranks_ruleset: int | None
    seccomp: SystemCallFilters | None
    drops_uid: bool
    shared_processes: int
    base_data_bytes: int
    base_address_bytes: int


def confine(confinement: Confinement, limits: Limits, slot: int, *, ranks: bool) -> None:
    """Confine this process for good; raises `OSError` when a layer that was promised fails."""
    os.setsid()
    counted_alone = confinement.drops_uid or has_own_user_namespace()
    if confinement.drops_uid:
        become_user(FIRST_UID + slot % (LAST_UID - FIRST_UID))
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of credentials clears it, so only now
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    set_limits(confinement, limits, limits.threads if counted_alone else confinement.shared_processes)
    ruleset = confinement.ranks_ruleset if ranks else confinement.ruleset
    if ruleset is not None:
        restrict_by(ruleset)
    if confinement.seccomp is not None:
        kernel.set_filter(confinement.seccomp.program_for(os.getpid(), ranks=ranks))


def become_user(uid: int) -> None:
    """Become a user who owns nothing."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def restrict_by(ruleset: int) -> None:
    """Enter a Landlock domain of one's own."""
    from py_landlock import restrict_self

    restrict_self(ruleset, None)  # type: ignore[arg-type]


def has_own_user_namespace() -> bool:
    """Enter a user namespace of one's own, where that is permitted: the kernel counts threads by user and namespace."""
    try:
        kernel.unshare(kernel.CLONE_NEWUSER)
    except OSError:
        return False
    return True


def set_limits(confinement: Confinement, limits: Limits, processes: int) -> None:
    """Set the resource limits that the kernel enforces, soft and hard alike."""
    values = {
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_DATA: confinement.base_data_bytes + limits.data_mib * MIB,
        resource.RLIMIT_AS: confinement.base_address_bytes + limits.address_space_mib * MIB,
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_STACK: 8 * MIB,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 256,
    }
    for kind, value in values.items():
        resource.setrlimit(kind, (value, value + 1) if kind == resource.RLIMIT_CPU else (value, value))
