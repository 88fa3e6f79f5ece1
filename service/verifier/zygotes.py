"""The supervisor's side of one zygote: asks it for children and hears of their ends."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from service.verifier.children import Child
from service.verifier.forks import Ended, Fork, Forked, FromZygote, NotForked, Ping, Warm
from service.verifier.framing import decode, encode
from service.verifier.limits import Limits

PROJECT_ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
NOTICE_BYTES = 4096
MOST_CHILDREN = 256
PING_SECONDS = 1.0
SILENT_SECONDS = 2.0
LOST_SECONDS = 5.0


class ZygoteLost(Exception):
    """The zygote died, or has as many children as it may have."""


class Zygote:
    """Handle on one zygote process (see `service.verifier.inside.zygote`)."""

    description: Warm  # once it is ready

    def __init__(self, interpreter: str, on_end: Callable[[Child | None], None]) -> None:
        """Start the process with a clean environment; `on_end` hears of each child that ended, and last with None of
        the zygote itself.

        The thread that makes it must live as long as it does: the kernel ends the zygote with that thread.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._on_end = on_end
        self._lock = threading.Lock()
        self._children: dict[int, Child] = {}
        self._last_slot = -1
        self._asked_at: float | None = None
        self._heard_at = time.monotonic()
        self.lost = threading.Event()
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(PROJECT_ROOT),
            "PYTHONHASHSEED": "0",
            "OMP_NUM_THREADS": "1",
            "TORCHINDUCTOR_COMPILE_THREADS": "1",  # else torch 2.4 starts workers, and a thread, when it is imported
            "GLOO_SOCKET_IFNAME": "lo",
            "LANG": "C.UTF-8",
        }
        with theirs:
            self._process = subprocess.Popen(
                [interpreter, "-m", "service.verifier.inside.zygote", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                cwd="/",
            )

    @property
    def pid(self) -> int:
        """Process id of what was started."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Block until torch is imported and warm, then listen; raises `ZygoteLost`."""
        self._control.settimeout(START_SECONDS)
        try:
            description = self._control.recv(NOTICE_BYTES)
        except OSError as error:
            raise ZygoteLost("the zygote did not start") from error
        if not description:
            raise ZygoteLost("the zygote ended while it started")
        self.description = decode(description, Warm)
        self._control.settimeout(None)
        threading.Thread(target=self._listen, name="zygote", daemon=True).start()

    def fork(self, limits: Limits, *, ranks: bool) -> Child:
        """Have a child forked; it confines itself and waits for a job. Raises `ZygoteLost`."""
        with self._lock:
            slot = self._choose_slot()
            if slot is None or self.lost.is_set():
                raise ZygoteLost("the zygote has no room or has ended")
            self._last_slot = slot
            child = self._children[slot] = Child(slot)
            try:
                self._ask(Fork(slot, ranks, limits), child.theirs)
            except OSError as error:
                del self._children[slot]
                child.close()
                raise ZygoteLost("the zygote does not answer") from error
        child.close_theirs()
        return child

    def check(self) -> None:
        """Ask whether it lives, every now and then; raises `ZygoteLost` where it has not answered for long."""
        if self.silent_seconds() > LOST_SECONDS:
            raise ZygoteLost("the zygote does not answer")
        if self._asked_at is None and time.monotonic() - self._heard_at > PING_SECONDS:
            with contextlib.suppress(OSError):
                self._ask(Ping(), [])

    def silent_seconds(self) -> float:
        """How long a request has been without any word from it."""
        asked_at = self._asked_at
        return 0.0 if asked_at is None else time.monotonic() - asked_at

    @property
    def answers(self) -> bool:
        """Whether it does what it is asked; a process that was stopped is there and does not."""
        return self.silent_seconds() < SILENT_SECONDS and not self.lost.is_set()

    def _ask(self, request: Fork | Ping, descriptors: list[int]) -> None:
        self._asked_at = self._asked_at or time.monotonic()
        socket.send_fds(self._control, [encode(request)], descriptors, socket.MSG_DONTWAIT)

    def _choose_slot(self) -> int | None:
        """The free slot that was let go of longest ago: with it goes a user id, whose threads the kernel counts."""
        order = (number % MOST_CHILDREN for number in range(self._last_slot + 1, self._last_slot + 1 + MOST_CHILDREN))
        return next((slot for slot in order if slot not in self._children), None)

    def children_pids(self) -> list[int]:
        """Process ids of the children that live."""
        with self._lock:
            return [child.pid for child in self._children.values() if child.pid is not None]

    def close(self) -> None:
        """End the process and with it every child."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        """Hear what the zygote says until it is gone; then its children are gone too."""
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._control, NOTICE_BYTES, 1)
                if not message:
                    break
                self._asked_at, self._heard_at = None, time.monotonic()
                self._hear(decode(message, FromZygote), descriptors)
        except OSError:
            pass
        self.lost.set()
        with self._lock:
            orphans = list(self._children.values())
            self._children.clear()
        for child in orphans:
            child.has_ended(None)
            self._on_end(child)
        self._on_end(None)
        self._control.close()

    def _hear(self, notice: FromZygote, descriptors: list[int]) -> None:
        match notice:
            case Forked(slot=slot):
                self._children[slot].forked(descriptors[0])
            case NotForked(slot=slot):
                self._let_go(slot, None)
            case Ended(slot=slot):
                self._let_go(slot, notice)

    def _let_go(self, slot: int, account: Ended | None) -> None:
        with self._lock:
            child = self._children.pop(slot)
        child.has_ended(account)
        self._on_end(child)
