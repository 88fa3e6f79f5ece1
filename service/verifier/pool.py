"""Parked children: forked, confined and warm before anybody asks, one for each job."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from service.verifier.children import Child
from service.verifier.limits import Limits
from service.verifier.zygotes import PING_SECONDS, Zygote, ZygoteLost

RESTART_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Pool:
    """Keeps a zygote alive and a number of its children parked."""

    def __init__(self, interpreter: str, parked: int, limits: Limits, on_zygote: Callable[[Zygote], None]) -> None:
        """Start; `on_zygote` sees each new zygote, ready, before a job does."""
        self._interpreter = interpreter
        self._target = parked
        self._limits = limits
        self._on_zygote = on_zygote
        self._parked: deque[Child] = deque()
        self._changed = threading.Condition()
        self._zygote: Zygote | None = None
        self._closed = False
        self._pause = RESTART_PAUSE_SECONDS
        # One thread for the pool's whole life: the kernel ends a zygote with the thread that started it.
        self._thread = threading.Thread(target=self._keep, name="pool", daemon=True)
        self._thread.start()

    @property
    def zygote(self) -> Zygote | None:
        """The zygote that is ready now."""
        return self._zygote

    def parked(self) -> int:
        """How many children wait."""
        with self._changed:
            return len(self._parked)

    def take(self, seconds: float) -> Child | None:
        """The child that has waited longest; None where there is none within so many seconds."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not self._parked:
                if self._closed or (not self._changed.wait(deadline - time.monotonic()) and not self._parked):
                    return None
            child = self._parked.popleft()
            self._changed.notify_all()
        return child

    def wait_ready(self, seconds: float) -> Zygote | None:
        """The zygote, once it is ready; None where it is not within so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._zygote is not None or self._closed, seconds)
            return self._zygote

    def close(self) -> None:
        """End the zygote and every child."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _keep(self) -> None:
        while not self._closed:
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
            try:
                self._serve_zygote()
            except (ZygoteLost, OSError, RuntimeError) as error:  # the last two: no process or thread could be had
                _log.warning("the zygote is started again: %s", error)
            with self._changed:
                self._changed.wait_for(lambda: self._closed, self._pause)

    def _serve_zygote(self) -> None:
        """One zygote's life: start it, have it examined, and keep children parked; raises when it is lost."""
        zygote = Zygote(self._interpreter, self._forget)
        try:
            zygote.wait_ready()
            self._on_zygote(zygote)
            with self._changed:
                self._zygote, self._pause = zygote, RESTART_PAUSE_SECONDS
                self._changed.notify_all()
            self._fill(zygote)
        finally:
            self._retire(zygote)

    def _fill(self, zygote: Zygote) -> None:
        """Fork whenever fewer children are parked than should be; returns when the pool is closed."""
        while not self._closed:
            zygote.check()
            if self._needs_child(zygote):
                self._park(zygote.fork(self._limits, ranks=False))

    def _needs_child(self, zygote: Zygote) -> bool:
        """Whether a child is missing, after waiting a moment for one to be."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or zygote.lost.is_set() or len(self._parked) < self._target, PING_SECONDS
            )
            return not self._closed and len(self._parked) < self._target

    def _park(self, child: Child) -> None:
        with self._changed:
            if not child.ended.is_set():
                self._parked.append(child)
                self._changed.notify_all()

    def _retire(self, zygote: Zygote) -> None:
        with self._changed:
            self._zygote = None
            for child in self._parked:
                child.close()
            self._parked.clear()
        zygote.close()

    def _forget(self, child: Child | None) -> None:
        """A child (or, where None, the zygote) has ended: it is parked no more."""
        with self._changed:
            if child in self._parked and child is not None:
                self._parked.remove(child)
            self._changed.notify_all()
