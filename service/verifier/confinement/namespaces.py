"""Namespaces: a root with nothing but Python and its packages, no other processes, no network.

An ordinary container permits none of this; then paths outside can still be stat-ed (not opened), and the layers of
`service.verifier.confinement.child` stand alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import stat
import struct
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from service.verifier.confinement import kernel

NAMESPACES = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
MOUNT_POINTS = ("/tmp", "/mnt", "/run", "/var")
ROOT_CANARY = Path("/canary")
DEVICES = (Path("/dev/null"), Path("/dev/urandom"))
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_KEPT_MOUNT_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV | 0x8 | 0x400 | 0x800  # what statvfs and mount number alike
_ST_RELATIME = 0x1000


@dataclass(frozen=True)
class Entered:
    """Whether the process is in namespaces of its own; `proc` is a descriptor of its own folder in /proc."""

    proc: int
    own: bool

    def read(self, name: str) -> str:
        """The text of a file in this process's folder of /proc, also where /proc is out of sight."""
        descriptor = os.open(name, os.O_RDONLY, dir_fd=self.proc)
        with os.fdopen(descriptor, encoding="utf-8", errors="replace") as stream:
            return stream.read()

    def thread_count(self) -> int:
        """How many threads the kernel sees in this process."""
        tasks = os.open("task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self.proc)
        try:
            return len(os.listdir(tasks))  # noqa: PTH208 - a descriptor, not a path
        finally:
            os.close(tasks)


def runtime_paths() -> list[Path]:
    """What a program may read: the standard library, the installed packages, and shared libraries."""
    named = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths = {Path(name) for name in named if name}
    paths |= {path for library in loaded_libraries() for path in library_folders(library)}
    paths |= {path for path in (Path("/etc/ld.so.cache"), Path("/lib64")) if path.exists()}
    return sorted(path for path in paths if path.exists() and not any(parent in paths for parent in path.parents))


def loaded_libraries() -> set[Path]:
    """The shared libraries that this process has mapped."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    return {Path(line.split(maxsplit=5)[5]) for line in lines if ".so" in line.rpartition("/")[2]}


def library_folders(library: Path) -> list[Path]:
    """Where the loader looks for a library: its folder, and the short name of that folder on a merged /usr."""
    folder = library.parent
    short = Path(str(folder).removeprefix("/usr"))
    return [folder, short] if short != folder and short.resolve() == folder else [folder]


def enter() -> Entered:
    """Move into namespaces of our own, as far as that is permitted; must be called while there is one thread.

    Where it is permitted the caller returns as process 1 of a new process namespace; the calling process stays behind
    only to end with it.
    """
    if not unshare_all():
        return Entered(open_own_folder(), own=False)
    become_process_one()
    raise_loopback()
    socket.sethostname("whygrad")
    return Entered(open_own_folder(), own=True)


def open_own_folder() -> int:
    """A descriptor of this process's folder in /proc."""
    return os.open("/proc/self", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def unshare_all() -> bool:
    """Unshare with the privileges at hand, else within a new user namespace; whether it was permitted."""
    try:
        kernel.unshare(NAMESPACES)
        return True
    except OSError:
        pass
    uid, gid = os.geteuid(), os.getegid()
    try:
        kernel.unshare(NAMESPACES | kernel.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    except OSError:
        return False
    return True


def become_process_one() -> None:
    """Fork: the child goes on as process 1 of the new namespace, the parent ends when it does."""
    pid = os.fork()
    if pid:
        wait_and_end(pid)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_and_end(pid: int) -> NoReturn:
    """Hold nothing open, wait for `pid`, and end."""
    os.closerange(3, 1024)
    os.waitpid(pid, 0)
    os._exit(0)


def raise_loopback() -> None:
    """Bring up the loopback interface of the new network namespace, which ranks talk over."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sH22x", b"lo", 0)
        (flags,) = struct.unpack_from("16xH", fcntl.ioctl(handle, _SIOCGIFFLAGS, request))
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags | _IFF_UP))


def change_root(readable: list[Path]) -> None:
    """Make a new, read-only root that holds `readable` and `DEVICES` alone; raises `OSError`."""
    descriptors = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in [*readable, *DEVICES]}
    mount_point = next(path for path in MOUNT_POINTS if Path(path).is_dir())
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("whygrad", mount_point, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    new_root = Path(mount_point)
    for path, descriptor in descriptors.items():
        bind_read_only(descriptor, new_root / path.relative_to("/"))
        os.close(descriptor)
    (new_root / ROOT_CANARY.relative_to("/")).write_text("canary", encoding="ascii")
    old_root = new_root / "old"
    old_root.mkdir()
    kernel.pivot_root(str(new_root), str(old_root))
    os.chdir("/")
    kernel.unmount("/old", kernel.MNT_DETACH)
    Path("/old").rmdir()
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("none", "/", None, flags)


def bind_read_only(descriptor: int, target: Path) -> None:
    """Show what `descriptor` refers to at `target`, read-only (a device stays writable, as devices do)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):  # its path may be out of sight already
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    kernel.mount(f"/proc/self/fd/{descriptor}", str(target), None, kernel.MS_BIND)
    status = os.statvfs(target)
    kept = status.f_flag & _KEPT_MOUNT_FLAGS | (kernel.MS_RELATIME if status.f_flag & _ST_RELATIME else 0)
    kernel.mount("none", str(target), None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kept)


def is_world_reachable(path: Path) -> bool:
    """Whether a user who owns nothing can enter `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in (path.resolve(), *path.resolve().parents))
