"""The system calls that a program may make: a seccomp allow-list. Everything else fails with EPERM.

Chosen for what Python, NumPy and torch on the CPU need to compute; whatever reaches beyond the process (files to
write, sockets, processes, signals to others, kernel interfaces, memory that no limit counts) is left out.
"""

from __future__ import annotations

import errno
import signal
import tempfile

import pyseccomp
from pyseccomp import ALLOW, EQ, ERRNO, KILL_PROCESS, MASKED_EQ, Arg, Attr, SyscallFilter

PLAIN = [
    "access",
    "arch_prctl",
    "brk",
    "chdir",
    "close",
    "dup",
    "dup2",
    "dup3",
    "epoll_create",
    "epoll_create1",
    "epoll_ctl",
    "epoll_pwait",
    "epoll_wait",
    "eventfd2",
    "exit",
    "exit_group",
    "faccessat",
    "faccessat2",
    "fchdir",
    "fstat",
    "fstatfs",
    "futex_waitv",
    "getcpu",
    "getcwd",
    "getdents64",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getitimer",
    "getpgrp",
    "getpid",
    "getppid",
    "getrandom",
    "getresgid",
    "getresuid",
    "getrlimit",
    "getrusage",
    "gettid",
    "gettimeofday",
    "getuid",
    "lseek",
    "lstat",
    "membarrier",
    "mprotect",
    "mremap",
    "munmap",
    "nanosleep",
    "newfstatat",
    "open",
    "openat",
    "pipe",
    "pipe2",
    "poll",
    "ppoll",
    "pread64",
    "preadv",
    "pselect6",
    "read",
    "readlink",
    "readlinkat",
    "readv",
    "restart_syscall",
    "rseq",
    "rt_sigaction",
    "rt_sigpending",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigsuspend",
    "rt_sigtimedwait",
    "sched_yield",
    "select",
    "set_robust_list",
    "set_tid_address",
    "setitimer",
    "alarm",
    "pause",
    "shutdown",
    "sigaltstack",
    "stat",
    "statfs",
    "statx",
    "sysinfo",
    "time",
    "times",
    "umask",
    "uname",
    "wait4",
    "waitid",
    "write",
    "writev",
]

# For ranks of torch.distributed, which are processes that talk to each other: curated programs only.
FOR_RANKS = [
    "accept",
    "accept4",
    "bind",
    "connect",
    "fork",
    "futex",
    "getpeername",
    "getsockname",
    "getsockopt",
    "kill",
    "listen",
    "prlimit64",
    "recvfrom",
    "recvmsg",
    "sendmsg",
    "sendto",
    "setsockopt",
    "socket",
    "socketpair",
    "vfork",
]

THREAD_FLAGS = 0x0001_0000 | 0x0000_0100 | 0x0000_0800 | 0x0000_0400  # CLONE_THREAD _VM _SIGHAND _FILES
CLOSE_RANGE_UNSHARE, MSG_OOB = 0x2, 0x1
# Not MADV_WILLNEED, which reads from the disk without waiting for it, nor MADV_MERGEABLE, MADV_COLD, MADV_PAGEOUT and
# what needs privileges: memory stays where it is counted.
ADVICE = (0, 1, 2, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19, 22, 23)
NAMESPACE_FLAGS = 0x7E02_0000 | 0x80
MAP_TYPE, MAP_PRIVATE, MAP_GROWSDOWN, MAP_HUGETLB = 0x0F, 0x02, 0x0100, 0x4_0000
PLACEHOLDER = 0x3FED_CBA7  # no process has such an id
INT_MASK = 0xFFFF_FFFF  # of an `int`, the upper half of the register says nothing
# The clocks of everybody and of oneself; negative numbers are those of other processes.
CLOCKS = (0, 1, 2, 3, 4, 5, 6, 7, 11)
CLOCK_CALLS = ("clock_getres", "clock_gettime", "clock_nanosleep")
# What tells of a process is told of the calling one: by 0, or by its own id.
CALLS_ABOUT_PROCESSES = ("getpgid", "getsid", "sched_getaffinity", "sched_getparam", "sched_getscheduler")
FUTEX_COMMAND, FUTEX_PRIVATE, FUTEX_WAIT, FUTEX_WAIT_BITSET = 0x7F, 0x80, 0, 9
AF_UNIX, SOCK_STREAM, SOCK_TYPE_MASK = 1, 1, 0x0F
# Not SIGKILL: who dies of that was killed from outside.
RAISABLE = (signal.SIGHUP, signal.SIGINT, signal.SIGABRT, signal.SIGFPE, signal.SIGUSR1, signal.SIGSEGV,
            signal.SIGUSR2, signal.SIGALRM, signal.SIGTERM)  # fmt: skip
TERMINAL_QUERIES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FION/FIOCLEX
DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_DUPFD_CLOEXEC
PROCESS_OPTIONS = (3, 15, 16, 39, 0x53564D41)  # PR_GET_DUMPABLE PR_SET_NAME PR_GET_NAME PR_GET_NO_NEW_PRIVS PR_SET_VMA


def compile_filter(*, ranks: bool) -> bytes:
    """The filter as a program for the kernel, in which `PLACEHOLDER` stands for the id of the process it restricts.

    Compiled once: libseccomp writes to so much memory that it would be the costliest part of confining a child.
    """
    with tempfile.TemporaryFile() as file:
        build_filter(PLACEHOLDER, ranks=ranks).export_bpf(file)
        file.seek(0)
        return file.read()


def build_filter(pid: int, *, ranks: bool) -> SyscallFilter:
    """The filter for the process `pid`: other architectures kill it, unknown calls fail with EPERM."""
    rules = SyscallFilter(ERRNO(errno.EPERM))
    rules.set_attr(Attr.ACT_BADARCH, KILL_PROCESS)
    rules.set_attr(Attr.CTL_NNP, 1)
    rules.set_attr(Attr.CTL_OPTIMIZE, 2)
    for name in PLAIN + (FOR_RANKS if ranks else []):
        add(rules, name)
    permit_memory(rules)
    permit_threads(rules, ranks=ranks)
    permit_own_signals(rules, pid, ranks=ranks)
    permit_own_state(rules, pid)
    add(rules, "close_range", Arg(2, MASKED_EQ, CLOSE_RANGE_UNSHARE, 0))
    for command in DESCRIPTOR_COMMANDS:
        add(rules, "fcntl", Arg(1, EQ, command))
    for request in TERMINAL_QUERIES:
        add(rules, "ioctl", Arg(1, EQ, request))
    for option in PROCESS_OPTIONS:
        add(rules, "prctl", Arg(0, EQ, option))
    if not ranks:
        permit_socket_pairs(rules)
        permit_own_futexes(rules)
        add(rules, "prlimit64", Arg(0, EQ, 0), Arg(2, EQ, 0))  # reading one's own limits
    return rules


def permit_memory(rules: SyscallFilter) -> None:
    """Private mappings that no stack rule grows: the only ones that the data limit counts."""
    add(rules, "mmap", Arg(3, MASKED_EQ, MAP_TYPE | MAP_GROWSDOWN | MAP_HUGETLB, MAP_PRIVATE))
    for advice in ADVICE:
        add(rules, "madvise", Arg(2, EQ, advice))


def permit_threads(rules: SyscallFilter, *, ranks: bool) -> None:
    """Threads of this process. `clone3` hides its flags in memory, so the C library is sent back to `clone`."""
    rules.add_rule(ERRNO(errno.ENOSYS), "clone3")
    mask = NAMESPACE_FLAGS if ranks else THREAD_FLAGS | NAMESPACE_FLAGS
    add(rules, "clone", Arg(0, MASKED_EQ, mask, 0 if ranks else THREAD_FLAGS))


def permit_own_signals(rules: SyscallFilter, pid: int, *, ranks: bool) -> None:
    """The usual signals to oneself."""
    for number in RAISABLE:
        add(rules, "tgkill", Arg(0, EQ, pid), Arg(2, EQ, number))
        if not ranks:
            add(rules, "kill", Arg(0, EQ, pid), Arg(1, EQ, number))


def permit_own_state(rules: SyscallFilter, pid: int) -> None:
    """Clocks, priority and scheduling of this process, not of others."""
    for name in CLOCK_CALLS:
        for clock in CLOCKS:
            add(rules, name, Arg(0, MASKED_EQ, INT_MASK, clock))
    for name in CALLS_ABOUT_PROCESSES:
        for own in (0, pid):
            add(rules, name, Arg(0, MASKED_EQ, INT_MASK, own))
    add(rules, "getpriority", Arg(0, MASKED_EQ, INT_MASK, 0), Arg(1, MASKED_EQ, INT_MASK, 0))


def permit_own_futexes(rules: SyscallFilter) -> None:
    """Locks of this process. On a page that others map too one may wait, as the C library does for a thread's end."""
    add(rules, "futex", Arg(1, MASKED_EQ, FUTEX_PRIVATE, FUTEX_PRIVATE))
    for command in (FUTEX_WAIT, FUTEX_WAIT_BITSET):
        add(rules, "futex", Arg(1, MASKED_EQ, FUTEX_COMMAND | FUTEX_PRIVATE, command))


def permit_socket_pairs(rules: SyscallFilter) -> None:
    """Connected pairs within the process, as event loops use them; no address can be named."""
    add(rules, "socketpair", Arg(0, EQ, AF_UNIX), Arg(1, MASKED_EQ, SOCK_TYPE_MASK, SOCK_STREAM))
    add(rules, "sendto", Arg(3, MASKED_EQ, MSG_OOB, 0), Arg(4, EQ, 0))
    add(rules, "recvfrom", Arg(4, EQ, 0))


def add(rules: SyscallFilter, name: str, *arguments: Arg) -> None:
    """Permit a call, where this machine has it."""
    if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
        rules.add_rule(ALLOW, name, *arguments)
