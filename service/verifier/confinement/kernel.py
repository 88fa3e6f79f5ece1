"""The few kernel calls that Python's standard library does not offer."""

from __future__ import annotations

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39

CLONE_NEWNS = 0x0002_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_REMOUNT = 0x20
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x4_0000
MS_RELATIME = 0x20_0000
MNT_DETACH = 0x2

SECCOMP_MODE_FILTER = 2

_CAPABILITY_VERSION_3 = 0x2008_0522
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, argument: int = 0) -> int:
    """Call `prctl`; returns its value, raises `OSError`."""
    return _check(_libc.prctl(option, ctypes.c_ulong(argument), 0, 0, 0))


def unshare(flags: int) -> None:
    """Leave namespaces that are shared with others; raises `OSError`."""
    _check(_libc.unshare(flags))


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Mount; raises `OSError`."""
    encoded = [None if text is None else text.encode() for text in (source, target, kind, data)]
    _check(_libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]))


def unmount(target: str, flags: int) -> None:
    """Unmount; raises `OSError`."""
    _check(_libc.umount2(target.encode(), flags))


def pivot_root(new_root: str, put_old: str) -> None:
    """Make `new_root` the root of this mount namespace; raises `OSError`, `KeyError` on an unknown machine."""
    number = _SYS_PIVOT_ROOT[os.uname().machine]
    _check(_libc.syscall(ctypes.c_long(number), new_root.encode(), put_old.encode()))


class _FilterProgram(ctypes.Structure):
    """`struct sock_fprog`: a number of instructions of eight bytes each, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def set_filter(program: bytes) -> None:
    """Restrict the system calls of this thread by a BPF program, for good; raises `OSError`."""
    described = _FilterProgram(len(program) // 8, program)
    _check(_libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(described), 0, 0))


def drop_capabilities() -> None:
    """Give up every capability of this thread; raises `OSError`."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, data))


def advise(address: int, length: int, advice: int) -> None:
    """Call `madvise`; raises `OSError`."""
    _check(_libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(length), advice))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
