"""Forking on request: the zygote's loop, and what a fresh child does before it runs anything.

Requests carry the descriptors of the new child: its channel, its stdout and its stderr. Back go a pidfd of the child,
and when it has ended its exit code and resources.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

import torch

from service.verifier.confinement import child, landlock
from service.verifier.confinement.child import Confinement
from service.verifier.confinement.namespaces import Entered
from service.verifier.forks import Alive, Ended, Fork, Forked, NotForked, ToZygote, Warm
from service.verifier.framing import decode, encode
from service.verifier.inside import parked

REQUEST_LIMIT_BYTES = 4096
CHANNEL = 3
MOST_DESCRIPTORS = 1 << 20
EXIT_FAULT = 113
FORK_PAUSE_SECONDS = 0.05
PROJECT_ROOT = str(Path(__file__).resolve().parents[3])


class Forker:
    """Forks children on request and reports their ends."""

    def __init__(self, control: socket.socket, entered: Entered, confinement: Confinement) -> None:
        """`control` leads to the supervisor."""
        self._control = control
        self._entered = entered
        self._confinement = confinement
        self._slots: dict[int, int] = {}
        self._wake_read, self._wake_write = os.pipe()
        for descriptor in (self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)

    def serve(self) -> None:
        """Serve until the supervisor closes the socket; children end with the process."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the supervisor has gone
            self._control.send(encode(describe_zygote(self._entered, self._confinement)))
            self._answer()

    def _answer(self) -> None:
        while True:
            ready, _, _ = select.select([self._control.fileno(), self._wake_read], [], [])
            if self._wake_read in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)
                self._reap()
            if self._control.fileno() in ready:
                request, descriptors, _, _ = socket.recv_fds(self._control, REQUEST_LIMIT_BYTES, 3)
                if not request:
                    return
                self._do(decode(request, ToZygote), descriptors)

    def _do(self, request: ToZygote, descriptors: list[int]) -> None:
        if isinstance(request, Fork):
            try:
                self._fork(request, descriptors)
            except BlockingIOError:  # no process left; some may end soon
                time.sleep(FORK_PAUSE_SECONDS)
                self._control.send(encode(NotForked(request.slot)))
        else:
            self._control.send(encode(Alive()))
        for descriptor in descriptors:
            os.close(descriptor)

    def _fork(self, request: Fork, descriptors: list[int]) -> None:
        if self._entered.thread_count() != 1:
            raise RuntimeError("the zygote must have one thread before it forks")
        pid = os.fork()
        if pid == 0:
            become_child(self._confinement, request, descriptors)
        self._slots[pid] = request.slot
        pidfd = os.pidfd_open(pid)
        socket.send_fds(self._control, [encode(Forked(request.slot))], [pidfd])
        os.close(pidfd)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._slots:
                self._control.send(encode(describe_end(self._slots.pop(pid), status, usage)))


def describe_end(slot: int, status: int, usage: resource.struct_rusage) -> Ended:
    """The kernel's account of a child."""
    return Ended(slot, os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def describe_zygote(entered: Entered, confinement: Confinement) -> Warm:
    """What the zygote is and has; what its children are kept from is for the probe of the layers to find out."""
    return Warm(
        torch_version=torch.__version__.split("+")[0],
        process_namespace=entered.own,
        landlock_abi=landlock.abi_version() if confinement.ruleset is not None else 0,
    )


def become_child(confinement: Confinement, request: Fork, descriptors: list[int]) -> NoReturn:
    """Confine this fresh child, park it until a job arrives, run the job, and end."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        arrange_descriptors(descriptors)
        os.environ.pop("PYTHONPATH", None)
        sys.path[:] = [path for path in sys.path if path not in ("", PROJECT_ROOT)]
        child.confine(confinement, request.limits, request.slot, ranks=request.ranks)
        os.closerange(CHANNEL + 1, MOST_DESCRIPTORS)
        gc.enable()
        parked.run_when_told(CHANNEL, request.limits)
    except BaseException as error:  # ours: nothing of a program runs outside `run_when_told`
        os.write(2, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(EXIT_FAULT)


def arrange_descriptors(descriptors: list[int]) -> None:
    """Put the child's own descriptors where a process has them, and the channel next to them."""
    channel, stdout, stderr = descriptors
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, stdout, stderr, channel)):
        os.dup2(descriptor, number)
