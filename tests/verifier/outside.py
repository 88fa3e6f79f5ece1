"""What stands outside the sandbox to be attacked, and what an attack has done to it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from service.verifier.contract import Job

MIB = 1024 * 1024
PYTHON_WITHOUT_SITE = [sys.executable, "-S", "-c"]
# Every program starts with this. `T` names the targets, `call` makes a system call by number and names its error.
PRELUDE = """
import array, ctypes, errno, fcntl, json, mmap, os, resource, select, signal, socket, struct, sys, threading, time
class T: pass
for name, value in {targets!r}.items(): setattr(T, name, value)
SAY = 'SECOND' + ' PROCESS'
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def call(number, *arguments):
    found = libc.syscall(ctypes.c_long(number), *[a if isinstance(a, (bytes, ctypes.Array, ctypes._Pointer)) else ctypes.c_long(a) for a in arguments])
    return found if found >= 0 else errno.errorcode[ctypes.get_errno()]
def refused(function, *arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
def hand_in(text, then=lambda: time.sleep(5)):
    body = text if isinstance(text, bytes) else text.encode()
    sys.stdout.flush()
    data = struct.pack("!I", len(body)) + body
    while data:
        data = data[os.write(3, data):]
    then()
def take(mib, protection=mmap.PROT_READ | mmap.PROT_WRITE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
    memory = mmap.mmap(-1, mib << 20, flags=flags, prot=protection)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    ctypes.memset(address, 1, mib << 20)
    return memory, address
HONEST = {"outcome": "passed", "exception": None, "needs": None, "warnings": [], "gradients": []}
"""


def program(code: str, targets: dict | None = None) -> str:
    """A whole program around the few lines of an attack."""
    return PRELUDE.replace("{targets!r}", repr(targets or {})) + code


def job(code: str, targets: dict | None = None) -> Job:
    """A foreign job."""
    return Job(program(code, targets), foreign=True)


class Outside:
    """A world-writable folder, listeners, a process and a shared memory segment: what nothing but the sandbox protects."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(16)
        self.folder = Path(tempfile.mkdtemp(prefix="whygrad-outside-"))
        self.folder.chmod(0o777)
        self.canary = self.folder / "canary"
        self.canary.write_text(self.secret)
        self.canary.chmod(0o666)
        (self.folder / f"named-{self.secret}").mkdir(mode=0o777)
        self.listeners = {
            "tcp": listen(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": listen(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "unix": listen(socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "listener")),
            "datagram": listen(socket.AF_UNIX, socket.SOCK_DGRAM, str(self.folder / "datagram")),
            "abstract": listen(socket.AF_UNIX, socket.SOCK_STREAM, f"\0whygrad-{self.secret[:8]}"),
        }
        with contextlib.suppress(OSError):
            self.listeners["tcp6"] = listen(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0))
        for name in ("listener", "datagram"):
            (self.folder / name).chmod(0o777)
        self.victim = subprocess.Popen(["sleep", "600"], env={"SECRET": self.secret}, start_new_session=True)
        self.segment = SharedSegment(self.secret)
        self._before = self._snapshot()

    def targets(self) -> dict:
        """Everything an attacker could know of it, but the secret."""
        ports = {
            name: heard.getsockname()[1] for name, heard in self.listeners.items() if name in ("tcp", "udp", "tcp6")
        }
        return {
            "folder": str(self.folder),
            "canary": str(self.canary),
            "new": str(self.folder / "new"),
            "abstract": f"\0whygrad-{self.secret[:8]}",
            "victim": self.victim.pid,
            "supervisor": os.getpid(),
            "segment": self.segment.id,
            "tcp6": 0,
        } | ports

    def effects(self, told: str = "") -> set[str]:
        """What has happened to it, and which of its secrets stand in what a program `told`."""
        after = self._snapshot()
        found = {f"{name} changed" for name in self._before if self._before[name] != after[name]}
        facts = {
            "secret told": self.secret,
            "inode told": f"inode {self.canary.stat().st_ino}" if self.canary.exists() else "no such",
            "process told": f"'{self.victim.pid}'",
            "second process": "SECOND PROCESS",
        }
        return (
            found
            | {name for name, text in facts.items() if text in told}
            | {f"{name} reached" for name in self._reached()}
        )

    def close(self) -> None:
        """Take it away."""
        self.victim.kill()
        self.victim.wait()
        for listener in self.listeners.values():
            listener.close()
        self.segment.close()
        shutil.rmtree(self.folder)

    def _reached(self) -> list[str]:
        reached = []
        for name, listener in self.listeners.items():
            with contextlib.suppress(BlockingIOError):
                listener.recv(100) if listener.type == socket.SOCK_DGRAM else listener.accept()[0].close()
                reached.append(name)
        return reached

    def _snapshot(self) -> dict[str, object]:
        files = [self.folder, *sorted(self.folder.rglob("*"))]
        states = {str(path): path.lstat() for path in files}
        pid = self.victim.pid
        process: object = self.victim.poll()
        if process is None:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            process = (
                fields[0] == "T",
                fields[16],
                resource.prlimit(pid, resource.RLIMIT_NOFILE),
                os.sched_getaffinity(pid),
                os.sched_getscheduler(pid),
                os.getpgid(pid),
            )
        return {
            "files": {
                name: (
                    s.st_mode,
                    s.st_uid,
                    s.st_gid,
                    s.st_nlink,
                    s.st_ino,
                    s.st_mtime_ns if name != str(self.folder) else 0,
                )
                for name, s in states.items()
            },
            "content": self.canary.read_text() if self.canary.is_file() else None,
            "victim": process,
            "segment": self.segment.read(),
            "hostname": os.uname().nodename,
            "terminal group": os.getpgrp(),
            "signal state": os.getpriority(os.PRIO_PROCESS, os.getpid()),
        }


class SharedSegment:
    """A System V shared memory segment that everybody may read and write."""

    def __init__(self, text: str) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmat.restype = ctypes.c_void_p
        self.id = self._libc.shmget(0, ctypes.c_size_t(4096), 0o1666)
        self._address = self._libc.shmat(self.id, None, 0)
        ctypes.memmove(self._address, text.encode(), len(text))
        self._length = len(text)

    def read(self) -> bytes:
        return ctypes.string_at(self._address, self._length)

    def close(self) -> None:
        self._libc.shmdt(ctypes.c_void_p(self._address))
        self._libc.shmctl(self.id, 0, None)


def listen(family: int, kind: int, address: object) -> socket.socket:
    """A listener that does not block."""
    listener = socket.socket(family, kind)
    listener.bind(address)
    listener.setblocking(False)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    return listener


def run_unconfined(code: str, targets: dict | None = None) -> str:
    """Run the same program without a sandbox; what it printed."""
    ended = subprocess.run(
        [*PYTHON_WITHOUT_SITE, program(code, targets)], capture_output=True, timeout=20, start_new_session=True
    )
    return (ended.stdout + ended.stderr).decode(errors="replace")


class Onlooker:
    """Watches the children of a supervisor from outside while a block runs: the most memory, threads, descriptors."""

    def __init__(self, supervisor) -> None:
        self._supervisor = supervisor
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.memory_mib = self.threads = 0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.01):
            zygote = self._supervisor._pool.zygote
            children = list(zygote._children.values()) if zygote else []
            for pid in [
                child.pid for child in children if child.pid and not child._closed
            ]:  # not what a run before left
                tasks = list_tasks(pid)
                self.threads = max(self.threads, len(tasks))
                for task in tasks[:1] + tasks[-1:]:  # the first may have ended and left the memory to the others
                    self.memory_mib = max(self.memory_mib, memory_mib(task))


def list_tasks(pid: int) -> list[Path]:
    """The threads of a process."""
    try:
        return sorted(Path(f"/proc/{pid}/task").iterdir(), key=lambda path: int(path.name))
    except OSError:
        return []


def memory_mib(folder: Path) -> int:
    """Resident and swapped memory of a process, by its folder in /proc."""
    try:
        lines = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    except OSError:
        return 0
    return sum(int(lines[name].split()[0]) for name in ("VmRSS", "VmSwap") if name in lines) // 1024
