"""A child as the supervisor sees it: a channel for one job, two pipes to read, a pidfd to watch and to end it by."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
import time
from pathlib import Path

from service.verifier.contract import Task
from service.verifier.forks import Ended
from service.verifier.framing import CHUNK_BYTES, BrokenMessage, encode, pack, unpack
from service.verifier.limits import Limits
from service.verifier.verdicts import Observation, Stop

TICK_SECONDS = 0.05
END_SECONDS = 10.0
DRAINED_CHUNKS = 64
BEGUN = pack(b"")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Child:
    """One forked child. Made by the supervisor's side of the zygote; runs at most one job."""

    def __init__(self, slot: int) -> None:
        """Make the channel and the pipes; `theirs` are the ends for the child."""
        self.slot = slot
        self.channel, their_channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.stdout, their_stdout = os.pipe()
        self.stderr, their_stderr = os.pipe()
        self.theirs = [their_channel.detach(), their_stdout, their_stderr]
        self.pidfd: int | None = None
        self.pid: int | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._known = threading.Event()
        self.ended = threading.Event()
        self.account: Ended | None = None

    def forked(self, pidfd: int) -> None:
        """The zygote has forked it."""
        with self._lock:
            self.pidfd = pidfd
            self.pid = read_pid(pidfd)
            if self._closed:
                self._let_go_of_process()
        prefer_for_oom_kill(self.pid)
        self._known.set()

    def has_ended(self, account: Ended | None) -> None:
        """The kernel's account of its end has come, or (None) the zygote that would bring it is lost."""
        self.account = account
        self._known.set()
        self.ended.set()

    def is_there(self) -> bool:
        """Whether it was forked, once that is known."""
        return self._known.wait(END_SECONDS) and not self.ended.is_set()

    def close_theirs(self) -> None:
        """Close the child's ends, once the child has them."""
        for descriptor in self.theirs:
            os.close(descriptor)
        self.theirs = []

    def end(self) -> None:
        """Kill it, whatever it is doing."""
        if self.pidfd is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Kill it and let go of its descriptors; once is enough."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._let_go_of_process()
        self.close_theirs()
        self.channel.close()
        os.close(self.stdout)
        os.close(self.stderr)

    def _let_go_of_process(self) -> None:
        self.end()
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None

    def run(self, task: Task, limits: Limits) -> Observation:
        """Give it `task` and watch until it hands in a record, ends, or passes a limit."""
        is_known = self._known.wait(END_SECONDS)
        began = time.monotonic()
        watch = Watch(self, limits, deadline=began + limits.wall_seconds)
        if is_known and self.send(task):
            cpu_before = self.cpu_seconds()
            watch.until_over()
            cpu_after = self.cpu_seconds()
        else:
            cpu_before = cpu_after = 0.0
        wall_seconds = time.monotonic() - began
        peak_mib = self.peak_memory_mib()
        self.end()
        watch.drain()
        left_by_itself = watch.record is None and watch.stopped is None
        # Where the process, or its first thread, is gone, only the account of its end knows what it used.
        is_accounted = left_by_itself or peak_mib == 0
        if is_accounted:
            self.ended.wait(END_SECONDS)
        account = self.account or Ended(self.slot, None, 0.0, 0)
        return Observation(
            record=watch.record,
            stdout=bytes(watch.stdout[: limits.shown_output_bytes]),
            stderr=bytes(watch.stderr[: limits.shown_output_bytes]),
            truncated=max(len(watch.stdout), len(watch.stderr)) > limits.shown_output_bytes,
            started=watch.started,
            stopped=watch.stopped,
            exit_code=account.exit_code if left_by_itself else None,
            wall_seconds=wall_seconds,
            cpu_seconds=account.cpu_seconds if is_accounted else max(0.0, cpu_after - cpu_before),
            peak_memory_mib=account.peak_memory_kib // 1024 if is_accounted else peak_mib,
        )

    def send(self, task: Task) -> bool:
        """Send the task; False where the child has gone."""
        try:
            self.channel.settimeout(END_SECONDS)
            self.channel.sendall(pack(encode(task)))
        except OSError:
            return False
        return True

    def cpu_seconds(self) -> float:
        """CPU time that the kernel has counted for it so far; 0 once it is gone."""
        if self.pid is None:
            return 0.0
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # the clock of another process: clock_getcpuclockid(3)
        except OSError:
            return 0.0

    def peak_memory_mib(self) -> int:
        """The most memory it ever had resident, torch itself included; 0 once it is gone."""
        for line in self._read_proc("status").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
        return 0

    def resident_bytes(self) -> int:
        """The memory that it has resident now; 0 once it is gone."""
        return (self._resident_pages("statm") or self._resident_pages_of_threads()) * PAGE_BYTES

    def thread_count(self) -> int:
        """How many threads it has; 0 once it is gone."""
        try:
            return os.stat(f"/proc/{self.pid}/task").st_nlink - 2  # noqa: PTH116 - the folder of each is a link
        except OSError:
            return 0

    def _resident_pages(self, name: str) -> int:
        fields = self._read_proc(name).split()
        return int(fields[1]) if fields else 0

    def _resident_pages_of_threads(self) -> int:
        """What the other threads have, where the first one has ended."""
        try:
            threads = [thread.name for thread in Path(f"/proc/{self.pid}/task").iterdir()]
        except OSError:
            return 0
        return max((self._resident_pages(f"task/{thread}/statm") for thread in threads), default=0)

    def _read_proc(self, name: str) -> str:
        try:
            return Path(f"/proc/{self.pid}/{name}").read_text(encoding="ascii", errors="replace")
        except OSError:
            return ""


class Watch:
    """Reads what a running child writes, and stops it at a limit."""

    def __init__(self, child: Child, limits: Limits, deadline: float) -> None:
        """Watch `child` until `deadline` on the monotonic clock."""
        self._child = child
        self._limits = limits
        self._deadline = deadline
        self._look_at = time.monotonic() + TICK_SECONDS
        self._message = bytearray()
        self.stdout, self.stderr = bytearray(), bytearray()
        self._written = 0
        self.started = False
        self.record: bytes | None = None
        self.stopped: Stop | None = None
        self._poll = select.poll()
        self._sinks = {child.channel.fileno(): self._message, child.stdout: self.stdout, child.stderr: self.stderr}
        for descriptor in (*self._sinks, child.pidfd):
            if descriptor is not None:
                self._poll.register(descriptor, select.POLLIN)

    def until_over(self) -> None:
        """Return when the record is complete, the child has ended, or a limit is passed."""
        while self.record is None and self.stopped is None:
            remaining = self._deadline - time.monotonic()
            if remaining <= 0:
                self.stopped = "wall"
                return
            ready = [descriptor for descriptor, _ in self._poll.poll(min(remaining, TICK_SECONDS) * 1e3)]
            for descriptor in ready:
                if descriptor in self._sinks:
                    self._read(descriptor)
            self._look_at_use()
            if ready == [self._child.pidfd] or (not ready and self._child.ended.is_set()):
                return

    def drain(self) -> None:
        """Take what the pipes still hold; the child is dead or dying."""
        for descriptor in (self._child.stdout, self._child.stderr):
            os.set_blocking(descriptor, False)
            with contextlib.suppress(BlockingIOError):
                for _ in range(DRAINED_CHUNKS):
                    if not self._take(descriptor):
                        break

    def _look_at_use(self) -> None:
        """Every now and then: the kernel knows no limit for resident memory, nor always one for a child's threads."""
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + TICK_SECONDS
            if self._child.resident_bytes() > self._limits.resident_mib * 1024 * 1024:
                self.stopped = self.stopped or "resident"
            elif self._child.thread_count() > self._limits.threads + 1:  # the first one is not the program's
                self.stopped = self.stopped or "threads"

    def _read(self, descriptor: int) -> None:
        if not self._take(descriptor):
            self._poll.unregister(descriptor)
            del self._sinks[descriptor]
        elif descriptor == self._child.channel.fileno():
            self._look_at_message()
        elif self._written > self._limits.output_bytes:
            self.stopped = "output"

    def _take(self, descriptor: int) -> bool:
        """Read once; False at the end of the stream. Keeps one byte more than is shown, to know that there was more."""
        try:
            chunk = os.read(descriptor, CHUNK_BYTES)
        except ConnectionResetError:
            return False
        except BlockingIOError:  # urgent data announces what cannot be read
            return True
        if descriptor == self._child.channel.fileno():
            self._message += chunk
        else:
            sink = self.stdout if descriptor == self._child.stdout else self.stderr
            self._written += len(chunk)
            sink += chunk[: self._limits.shown_output_bytes + 1 - len(sink)]
        return bool(chunk)

    def _look_at_message(self) -> None:
        """The channel carries an empty message when the program is about to begin, then the record."""
        if not self.started and self._message.startswith(BEGUN):
            self.started = True
            del self._message[: len(BEGUN)]
        if self.started:
            try:
                self.record = unpack(self._message, self._limits.record_bytes)
            except BrokenMessage:
                self.stopped = "record"


def prefer_for_oom_kill(pid: int | None) -> None:
    """Have the kernel, where memory runs out, kill this process before any of ours."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text("1000", encoding="ascii")


def read_pid(pidfd: int) -> int | None:
    """The process id behind a pidfd, as this process sees it; None once it is gone."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            pid = int(line.split()[1])
            return pid if pid > 0 else None
    return None
