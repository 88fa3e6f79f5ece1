"""The process that imports and warms torch once, and forks confined children.

Started by the supervisor as `python -m service.verifier.inside.zygote <fd>`, with a clean environment; it never sees a
program. What it says and hears over that socket stands in `service.verifier.inside.forking`.
"""

from __future__ import annotations

import fcntl
import gc
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from service.verifier.confinement import kernel, landlock, namespaces
from service.verifier.confinement.child import Confinement, SystemCallFilters
from service.verifier.confinement.processes import shared_processes

HIGH_DESCRIPTOR = 200
NICENESS = 10  # programs get what the service leaves


def prepare_confinement(entered: namespaces.Entered) -> Confinement:
    """What every child needs to confine itself, as far as this machine has it; takes everything else out of sight."""
    readable = namespaces.runtime_paths()
    rulesets = [landlock.make_ruleset(readable, ranks=ranks) for ranks in (False, True)]
    seccomp = compile_filters()  # while there is something to import it from
    processes = shared_processes(entered.read("cgroup"))
    has_own_root = entered.own and change_root(readable)
    status = dict(line.split(":", 1) for line in entered.read("status").splitlines())
    return Confinement(
        ruleset=move_high(rulesets[0]),
        ranks_ruleset=move_high(rulesets[1]),
        seccomp=seccomp,
        drops_uid=os.geteuid() == 0 and (has_own_root or all(map(namespaces.is_world_reachable, readable))),
        shared_processes=processes,
        base_data_bytes=int(status["VmData"].split()[0]) * 1024,
        base_address_bytes=int(status["VmSize"].split()[0]) * 1024,
    )


def move_high(descriptor: int | None) -> int | None:
    """The same file behind a number that the child's own descriptors do not take."""
    return None if descriptor is None else fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR)


def compile_filters() -> SystemCallFilters | None:
    """The filters of system calls; None where the seccomp library is not there."""
    try:
        from service.verifier.confinement import system_calls
    except (ImportError, OSError, RuntimeError):
        return None
    return SystemCallFilters(
        program=system_calls.compile_filter(ranks=False),
        ranks_program=system_calls.compile_filter(ranks=True),
        placeholder=system_calls.PLACEHOLDER,
    )


def main() -> None:
    """Set the scene, import and warm torch, and serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    entered = namespaces.enter()
    with tempfile.TemporaryDirectory(prefix="whygrad-") as cache:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = cache  # made when it is imported, used by nothing
        # Imports torch: after the namespaces, which can be entered only while there is one thread.
        from service.verifier.inside.forking import Forker
        from service.verifier.inside.warmth import collapse_heap, warm_up

        warm_up()
    confinement = prepare_confinement(entered)
    collapse_heap(entered.read("maps"))
    os.nice(NICENESS)
    gc.disable()  # children enable it again; the zygote itself makes no cycles
    Forker(control, entered, confinement).serve()


def change_root(readable: list[Path]) -> bool:
    """Leave only `readable` in sight; whether that is permitted."""
    try:
        namespaces.change_root(readable)
    except (OSError, KeyError):
        return False
    return True


if __name__ == "__main__":
    main()
