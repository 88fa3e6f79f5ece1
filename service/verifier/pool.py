"""Parked children: forked, confined and warm before anybody asks, one for each job."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from service.verifier.children import Child
from service.verifier.limits import Limits
from service.verifier.zygotes import Zygote, ZygoteLost

RESTART_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0


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
        pause = RESTART_PAUSE_SECONDS
        while not self._closed:
            zygote = Zygote(self._interpreter, self._forget)
            try:
                zygote.wait_ready()
                self._on_zygote(zygote)
                with self._changed:
                    self._zygote = zygote
                    self._changed.notify_all()
                pause = RESTART_PAUSE_SECONDS
                self._fill(zygote)
            except ZygoteLost:
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            self._retire(zygote)
            with self._changed:
                self._changed.wait_for(lambda: self._closed, pause)

    def _fill(self, zygote: Zygote) -> None:
        """Fork whenever fewer children are parked than should be; returns when the pool is closed."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or zygote.lost.is_set() or len(self._parked) < self._target)
                if self._closed:
                    return
            child = zygote.fork(self._limits, ranks=False)
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
