"""One short test an attack: what nothing but the sandbox protects is looked at from outside, before and after.

Where an attack has no effect outside, the program says what it got and that must be the refusal. The same programs,
run without a sandbox (`test_unconfined_…`), do have their effect.
"""

import os
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from service.verifier.contract import Job, Reason
from service.verifier.framing import MESSAGE_LIMIT_BYTES, encode
from service.verifier.jobs import JobTable
from service.verifier.limits import Limits
from service.verifier.supervisor import Supervisor
from service.verifier.zygotes import PROJECT_ROOT
from tests.verifier.outside import Onlooker, Outside, job, run_unconfined

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
x86_only = pytest.mark.skipif(platform.machine() != "x86_64", reason="machine code of another processor")

BRIEF = Limits(wall_seconds=0.8)
SMALL = Limits(cpu_seconds=2, wall_seconds=15.0, data_mib=256, resident_mib=640, threads=8, output_bytes=1024 * 1024)
BENIGN = "import torch\nw = torch.ones(2, requires_grad=True)\n(3 * w).sum().backward()\nprint(w.grad.tolist())\n"
OVERSHOOT_MIB = 300  # what two busy threads write between two looks at the memory of a child


def cases(table):
    return pytest.mark.parametrize(
        "code", [pytest.param(code, id=name.replace(" ", "_")) for name, code in table.items()]
    )


@pytest.fixture(scope="session")
def small():
    """A supervisor whose limits are soon reached."""
    with Supervisor(SMALL, parked=2) as running:
        assert running.wait_ready(120)
        yield running


@pytest.fixture(scope="session")
def brief():
    """A supervisor that does not wait long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHYGRAD_SECRET", "whygrad-told")
        running = Supervisor(BRIEF, parked=2)
        assert running.wait_ready(120)
    with running:
        yield running


@pytest.fixture
def outside():
    there = Outside()
    yield there
    there.close()


@pytest.fixture(autouse=True)
def everything_still_works(supervisor):
    """After each attack: the same zygote lives, and the next job gets its right verdict."""
    assert supervisor.wait_ready(120)
    zygote = supervisor._pool.zygote
    parked = list(supervisor._pool._parked)
    yield
    assert supervisor._pool.zygote is zygote and not zygote.lost.is_set(), "the zygote was lost"
    assert all(not child.ended.is_set() for child in parked if child in supervisor._pool._parked), "a sibling was ended"
    following = supervisor.run(Job(BENIGN, foreign=True))
    assert (following.outcome, following.stdout) == ("passed", "[3.0, 3.0]\n")


def attack(supervisor, code, targets=None):
    """Run an attack; whatever it does, it is not our failure, and its verdict is one that JSON and people can take."""
    verdict = supervisor.run(job(code, targets))
    assert verdict.outcome in ("passed", "raised", "killed", "timed_out", "out_of_memory", "unsupported"), verdict
    assert len(encode(verdict)) < MESSAGE_LIMIT_BYTES - 4096
    return verdict


# Each of these has an effect outside when nothing holds it.
FILE_ATTACKS = {
    "write a new file": "open(T.new, 'w').write('x')",
    "overwrite a file": "open(T.canary, 'w').write('x')",
    "append to a file": "open(T.canary, 'a').write('x')",
    "read a file": "print(open(T.canary).read())",
    "read a file by descriptor": "print(os.read(os.open(T.canary, os.O_RDONLY | os.O_NOATIME if os.geteuid() == 0 else os.O_RDONLY), 99))",
    "read a file through a path descriptor": "f = os.open(T.folder, os.O_PATH); print(open(os.open('canary', os.O_RDONLY, dir_fd=f)).read())",
    "read a file from another folder": "os.chdir(T.folder); print(open('canary').read())",
    "read a file over dots": "print(open('/usr/lib/../..' + T.canary).read())",
    "read a file over proc root": "print(open('/proc/self/root' + T.canary).read())",
    "map a file": "f = open(T.canary, 'rb'); print(mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE)[:])",
    "map a file to write": "f = open(T.canary, 'r+b'); m = mmap.mmap(f.fileno(), 0); m[:4] = b'mine'; m.flush()",
    "stat a file": "print('inode', os.stat(T.canary).st_ino)",
    "stat a file by statx": "b = ctypes.create_string_buffer(256); call(332, -100, T.canary.encode(), 0, 0x100, b); print('inode', struct.unpack_from('Q', b, 32)[0])",
    "list a folder": "print(os.listdir(T.folder))",
    "walk every folder": "print(*(n for d, ds, fs in os.walk(os.path.dirname(T.folder)) for n in ds + fs))",
    "make a folder": "os.mkdir(T.new)",
    "make a symbolic link": "os.symlink('/etc/passwd', T.new)",
    "make a hard link": "os.link(T.canary, T.new)",
    "make a fifo": "os.mkfifo(T.new)",
    "make a socket file": "socket.socket(socket.AF_UNIX).bind(T.new)",
    "make a device node": "os.mknod(T.new, 0o600 | 0o20000, os.makedev(1, 3))",
    "remove a file": "os.unlink(T.canary)",
    "rename a file": "os.rename(T.canary, T.new)",
    "swap two files": "call(316, -100, T.canary.encode(), -100, (T.folder + '/listener').encode(), 2)",
    "change a file's mode": "os.chmod(T.canary, 0o600)",
    "change a file's times": "os.utime(T.canary, (1, 1))",
    "truncate a file": "os.truncate(T.canary, 0)",
    "truncate on opening": "os.open(T.canary, os.O_RDONLY | os.O_TRUNC)",
    "copy into a file": "os.sendfile(os.open(T.canary, os.O_WRONLY | os.O_TRUNC), os.open(os.__file__, os.O_RDONLY), 0, 99)",
    "save a tensor": "import pathlib, pickle; pathlib.Path(T.new).write_bytes(pickle.dumps([1.0]))",
    "a temporary file in the folder": "import tempfile; f = tempfile.NamedTemporaryFile(dir=T.folder, delete=False); f.write(b'x'); f.close()",
    "a database file": "import sqlite3; c = sqlite3.connect(T.new); c.execute('create table t (x)'); c.commit()",
    "open with resolve flags": "h = (ctypes.c_uint64 * 3)(2, 0, 0); f = call(437, -100, T.canary.encode(), h, 24); print(os.read(f, 99))",
    "a log file": "import logging; logging.basicConfig(filename=T.new); logging.error('x'); logging.shutdown()",
    "profile into a file": "import cProfile; cProfile.run('1', T.new)",
}
PROC_ATTACKS = {
    "environment of a process": "print(open(f'/proc/{T.victim}/environ').read())",
    "command line of a process over its folder": "os.chdir(f'/proc/{T.victim}'); print(open('environ').read())",
    "files of a process over its root": "print(open(f'/proc/{T.victim}/root{T.canary}').read())",
    "list of processes": "print(os.listdir('/proc'))",
    "memory of a process": """
maps = [line.split() for line in open(f'/proc/{T.victim}/maps')]
first, last = next((int(end, 16) for end in line[0].split('-')) for line in maps if line[-1] == '[stack]')
print(os.pread(os.open(f'/proc/{T.victim}/mem', os.O_RDONLY), last - first, first))
""",
    "memory of a process by ptrace": """
maps = [line.split() for line in open(f'/proc/{T.victim}/maps')]
first, last = next((int(end, 16) for end in line[0].split('-')) for line in maps if line[-1] == '[stack]')
buffer = ctypes.create_string_buffer(last - first)
vector = [(ctypes.c_size_t * 2)(address, last - first) for address in (ctypes.addressof(buffer), first)]
call(310, T.victim, vector[0], 1, vector[1], 1, 0); print(buffer.raw)
""",
    "a descriptor of a process": "p = call(434, T.victim, 0); f = call(438, p, 0, 0); print(SAY if isinstance(f, int) else f)",
    "a System V segment": "libc.shmat.restype = ctypes.c_void_p; a = libc.shmat(T.segment, None, 0o10000); print(ctypes.string_at(a, 32) if a < 2**63 else '')",
    "write a System V segment": "libc.shmat.restype = ctypes.c_void_p; a = libc.shmat(T.segment, None, 0); ctypes.memset(a, 66, 4) if a < 2**63 else 0",
}
NETWORK_ATTACKS = {
    "TCP": "socket.create_connection(('127.0.0.1', T.tcp), timeout=2)",
    "TCP over IPv6": "socket.create_connection(('::1', T.tcp6), timeout=2)",
    "TCP to a mapped address": "s = socket.socket(socket.AF_INET6); s.connect(('::ffff:127.0.0.1', T.tcp))",
    "TCP to any address": "socket.create_connection(('0.0.0.0', T.tcp), timeout=2)",
    "TCP fast open": "s = socket.socket(); s.sendto(b'x', socket.MSG_FASTOPEN, ('127.0.0.1', T.tcp))",
    "MPTCP": "s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262); s.connect(('127.0.0.1', T.tcp))",
    "UDP": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', T.udp))",
    "UDP connected": "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('127.0.0.1', T.udp)); s.send(b'x')",
    "a unix socket": "socket.socket(socket.AF_UNIX).connect(T.folder + '/listener')",
    "a unix datagram socket": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', T.folder + '/datagram')",
    "an abstract unix socket": "socket.socket(socket.AF_UNIX).connect(T.abstract)",
    "an asyncio connection": "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', T.tcp))",
    "a web request": "import http.client; c = http.client.HTTPConnection('127.0.0.1', T.tcp, timeout=1); c.connect()",
    "a raw packet": "s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 255); s.sendto(struct.pack('!BBHHHBBH4s4sHHHH', 69, 0, 29, 1, 0, 9, 17, 0, b'\\x7f\\0\\0\\1', b'\\x7f\\0\\0\\1', 9, T.udp, 9, 0) + b'x', ('127.0.0.1', 0))",
    "io_uring": """
b = ctypes.create_string_buffer(120); ring = call(425, 2, b)
print(SAY if isinstance(ring, int) else ring)
""",
}
PROCESS_ATTACKS = {
    "fork": "if os.fork() == 0: os.write(1, SAY.encode())\nelse: time.sleep(0.3)",
    "fork by number": "if call(57) == 0: os.write(1, SAY.encode())\nelse: time.sleep(0.3)",
    "clone by number": "if call(56, signal.SIGCHLD, 0, 0, 0, 0) == 0: os.write(1, SAY.encode())\nelse: time.sleep(0.3)",
    "clone3": "if call(435, (ctypes.c_uint64 * 8)(0, 0, 0, 0, signal.SIGCHLD), 64) == 0: os.write(1, SAY.encode())\nelse: time.sleep(0.3)",
    "forkpty": "import pty\npid, f = pty.fork()\nos.write(1 if pid == 0 else 1, SAY.encode())",
    "exec": "os.execv('/bin/echo', ['echo', SAY])",
    "exec of a readable program": "os.execv(sys.executable, [sys.executable, '-c', f'print({SAY!r})'])",
    "exec of the loader": "os.execv('/lib64/ld-linux-x86-64.so.2', ['ld.so', '/bin/echo', SAY])",
    "posix_spawn": "os.waitpid(os.posix_spawn('/bin/echo', ['echo', SAY], {}), 0)",
    "subprocess": "import subprocess; subprocess.run(['/bin/echo', SAY])",
    "system": "os.system('echo ' + SAY)",
    "popen of the C library": "libc.system(b'echo ' + SAY.encode())",
    "multiprocessing by fork": "import multiprocessing as m\nc = m.get_context('fork').Process(target=os.write, args=(1, SAY.encode())); c.start(); c.join()",
    "a process pool": "import concurrent.futures as c, multiprocessing as m\nprint(c.ProcessPoolExecutor(1, m.get_context('fork')).submit(''.join, [SAY]).result())",
}
SIGNAL_ATTACKS = {
    "kill": "os.kill(T.victim, signal.SIGKILL)",
    "stop": "os.kill(T.victim, signal.SIGSTOP)",
    "kill of a group": "os.killpg(T.victim, signal.SIGKILL)",
    "kill by a negative number": "os.kill(-T.victim, signal.SIGTERM)",
    "tgkill": "call(234, T.victim, T.victim, 9)",
    "tkill": "call(200, T.victim, 9)",
    "queued signal": "call(129, T.victim, 9, array.array('i', [9, 0, -1, 0] + 28 * [0]).tobytes())",
    "pidfd signal": "signal.pidfd_send_signal(os.pidfd_open(T.victim), signal.SIGKILL)",
    "pidfd signal by number": "call(424, call(434, T.victim, 0), 9, 0, 0)",
    "signal of an owner": "r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETOWN, T.victim); fcntl.fcntl(r, 10, 9); fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC); os.write(w, b'x')",
    "limits of a process": "resource.prlimit(T.victim, resource.RLIMIT_NOFILE, (3, 3))",
    "affinity of a process": "os.sched_setaffinity(T.victim, {0})",
    "priority of a process": "os.setpriority(os.PRIO_PROCESS, T.victim, 19)",
    "scheduler of a process": "os.sched_setscheduler(T.victim, os.SCHED_BATCH, os.sched_param(0))",
    "ptrace stop": "call(101, 16, T.victim, 0, 0); os.waitpid(T.victim, 0); call(101, 17, T.victim, 0, 19)",
}
OUTSIDE_ATTACKS = (
    {f"file: {name}": code for name, code in FILE_ATTACKS.items()}
    | {f"proc: {name}": code for name, code in PROC_ATTACKS.items()}
    | {f"network: {name}": code for name, code in NETWORK_ATTACKS.items()}
    | {f"process: {name}": code for name, code in PROCESS_ATTACKS.items()}
    | {f"signal: {name}": code for name, code in SIGNAL_ATTACKS.items()}
)


@cases(OUTSIDE_ATTACKS)
def test_nothing_outside_is_touched_or_told(supervisor, outside, code):
    if "inode" in code and not supervisor.layers.mount_namespace:
        pytest.skip("without a mount namespace paths can be stat-ed, as every verdict says")
    verdict = attack(supervisor, code, outside.targets())
    assert outside.effects(verdict.stdout + verdict.stderr) == set()


@x86_only
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="some of it needs root")
@cases(OUTSIDE_ATTACKS)
def test_unconfined_the_same_program_has_its_effect(outside, code):
    told = run_unconfined(code, outside.targets())
    deadline = time.monotonic() + 5  # a signal takes a moment
    while not outside.effects(told):
        assert time.monotonic() < deadline
        time.sleep(0.02)


ATTACKS_ON_OUR_OWN = {
    "kill everything": "refused(os.kill, -1, 9)",
    "kill the process group": "refused(os.killpg, 0, 9)",
    "kill the zygote": "refused(os.kill, os.getppid(), 9)",
    "kill every number": "for pid in range(1, 3000): pid != os.getpid() and refused(os.kill, pid, 9)",
    "stop every number": "for pid in range(1, 3000): pid != os.getpid() and refused(os.kill, pid, 19)",
    "kill every thread": "for pid in range(1, 3000): pid != os.getpid() and call(234, pid, pid, 9)",
    "kill the supervisor": "refused(os.kill, T.supervisor, 9)",
    "interrupt the zygote": "refused(os.kill, os.getppid(), signal.SIGCHLD); refused(os.kill, os.getppid(), signal.SIGINT)",
    "pidfd of the zygote": "refused(lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9))",
    "starve by limits": "for pid in range(1, 3000): call(302, pid, 7, (ctypes.c_uint64 * 2)(0, 0), 0)",
    "freeze by ptrace": "for pid in range(1, 3000): call(101, 16, pid, 0, 0)",
    "a signal with high bits": "for pid in range(1, 3000): call(62, pid | 1 << 32, 9)",
    "leave a session": "refused(os.setsid); refused(os.setpgid, 0, 0); refused(os.kill, 0, 9)",
}


@cases(ATTACKS_ON_OUR_OWN)
def test_the_zygote_and_the_siblings_live_on(supervisor, outside, code):
    attack(supervisor, code, outside.targets())
    assert outside.effects() == set()


# System calls, with arguments that are wrong everywhere: only a filter answers EPERM before it looks at them.
CALLS = """
    accept accept4 acct add_key adjtimex bind bpf cachestat capset chmod chown chroot clock_adjtime clock_settime connect
    copy_file_range creat delete_module epoll_pwait2 execve execveat fallocate fanotify_init fanotify_mark fchmod fchmodat
    fchown fchownat fdatasync finit_module flock fremovexattr fsconfig fsetxattr fsmount fsopen fspick fsync ftruncate
    getsockopt init_module inotify_add_watch inotify_init1 io_destroy io_getevents io_setup io_submit io_uring_enter
    io_uring_register io_uring_setup ioperm iopl ioprio_set kcmp kexec_file_load kexec_load keyctl landlock_add_rule
    landlock_create_ruleset landlock_restrict_self lchown link linkat listen lremovexattr lsetxattr mbind memfd_create
    memfd_secret migrate_pages mincore mkdir mkdirat mknod mknodat mlock2 mlockall modify_ldt mount mount_setattr
    move_mount move_pages mq_notify mq_open mq_timedsend msgctl msgrcv msgsnd msync name_to_handle_at open_by_handle_at
    open_tree openat2 perf_event_open personality pidfd_getfd pidfd_open pidfd_send_signal pivot_root pkey_alloc
    pkey_mprotect prctl preadv2 process_madvise process_mrelease process_vm_readv process_vm_writev ptrace pwrite64
    pwritev pwritev2 quotactl quotactl_fd reboot recvmmsg recvmsg remap_file_pages removexattr rename renameat2
    request_key rmdir rt_sigqueueinfo rt_tgsigqueueinfo sched_setaffinity sched_setattr sched_setparam
    sched_setscheduler seccomp semctl semget semop sendfile sendmmsg sendmsg set_mempolicy setdomainname setfsgid
    setfsuid setgid setgroups sethostname setns setpgid setpriority setregid setresgid setresuid setreuid setrlimit
    setsid setsockopt settimeofday setuid setxattr shmat shmctl shmdt signalfd signalfd4 socket splice swapoff swapon
    symlink symlinkat sync_file_range syncfs sysfs syslog tee timer_create timer_settime timerfd_create timerfd_settime
    tkill truncate umount2 unlink unlinkat unshare userfaultfd ustat utime utimensat utimes vmsplice
"""
FORBIDDEN_CALLS = CALLS.split()
HARMLESS_BUT_ANSWERED = {"setfsuid", "setfsgid", "setsid", "personality"}  # these answer anything unconfined


def number_of(name):
    pyseccomp = pytest.importorskip("pyseccomp")
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    return number if number >= 0 else pytest.skip("this machine has no such call")


def calling(name):
    return f"print(call({number_of(name)}, -1, -1, -1, -1, -1, -1))"


@pytest.mark.parametrize("name", FORBIDDEN_CALLS)
def test_the_kernel_refuses(supervisor, name):
    assert attack(supervisor, calling(name)).stdout == "EPERM\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_unconfined_the_kernel_looks_at_the_arguments_first():
    calls = [name for name in FORBIDDEN_CALLS if name not in HARMLESS_BUT_ANSWERED]
    answers = dict(zip(calls, run_unconfined("\n".join(map(calling, calls))).split(), strict=True))
    assert [name for name, answer in answers.items() if answer == "EPERM"] == []


# Attacks whose only sign is what the program got.
REFUSALS = {
    "become root": ("refused(os.setuid, 0)", "EPERM"),
    "join groups": ("refused(os.setgroups, [0]), 0 in os.getgroups()", "EPERM False"),
    "be dumpable": ("call(157, 4, 1), call(157, 3)", "EPERM 0"),
    "let others trace it": ("call(157, 0x59616D61, -1)", "EPERM"),
    "outlive the zygote": ("call(157, 1, 0)", "EPERM"),
    "another filter": ("call(157, 22, 1)", "EPERM"),
    "syscall user dispatch": ("call(157, 59, 1, 0, 0, 0)", "EPERM"),
    "a subreaper": ("call(157, 36, 1)", "EPERM"),
    "new memory layout": ("call(157, 35, 1, 0, 0)", "EPERM"),
    "ambient capabilities": ("call(157, 47, 2, 21, 0, 0)", "EPERM"),
    "keep capabilities": ("call(157, 8, 1)", "EPERM"),
    "raise the memory limit": ("refused(resource.prlimit, 0, resource.RLIMIT_DATA, (1 << 40, 1 << 40))", "EPERM"),
    "raise the CPU limit": ("call(160, 0, (ctypes.c_uint64 * 2)(9999, 9999))", "EPERM"),
    "raise the file size limit": ("resource.prlimit(0, resource.RLIMIT_FSIZE)", "(0, 0)"),
    "be nice": ("refused(os.nice, 5)", "EPERM"),
    "real time": ("refused(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1))", "EPERM"),
    "shared anonymous memory": ("refused(mmap.mmap, -1, 4096)", "EPERM"),
    "shared memory of a file": ("refused(lambda: mmap.mmap(os.open(os.__file__, 0), 4096, flags=mmap.MAP_SHARED, prot=1))", "EPERM"),
    "validated shared memory": ("call(9, 0, 4096, 3, 0x23, -1, 0)", "EPERM"),
    "droppable memory": ("call(9, 0, 4096, 3, 0x28, -1, 0)", "EPERM"),
    "memory that grows down": ("call(9, 0, 4096, 3, 0x122, -1, 0)", "EPERM"),
    "huge pages": ("call(9, 0, 2 << 20, 3, 0x40022, -1, 0)", "EPERM"),
    "locked memory": ("call(9, 0, 4 << 20, 3, 0x2022, -1, 0)", "EPERM EAGAIN"),
    "memory merged with that of others": ("call(28, 0, 0, 12)", "EPERM"),
    "memory put out of sight": ("call(28, 0, 0, 21)", "EPERM"),
    "lock memory": ("call(149, take(1)[1], 4096)", "EPERM"),
    "a memory file": ("refused(os.memfd_create, 'x')", "EPERM"),
    "a system V segment": ("call(29, 0, 4096, 0o1666)", "EPERM"),
    "POSIX shared memory": ("libc.shm_open(b'/x', 66, 0o600)", "-1"),
    "a bigger pipe": ("refused(fcntl.fcntl, os.pipe()[1], 1031, 1 << 20)", "EPERM"),
    "an owner for signals": ("refused(fcntl.fcntl, 3, fcntl.F_SETOWN, 1)", "EPERM"),
    "a lease": ("refused(fcntl.fcntl, os.open(os.__file__, 0), 1024, 0)", "EPERM"),
    "a lock on a shared file": ("refused(fcntl.flock, os.open(os.__file__, 0), 1)", "EPERM"),
    "typing into the terminal": ("refused(fcntl.ioctl, 0, 0x5412, b'x')", "EPERM"),
    "a controlling terminal": ("refused(fcntl.ioctl, 0, 0x540E, 0)", "EPERM"),
    "terminal code of the console": ("refused(fcntl.ioctl, 0, 0x541C, b'\\x0b')", "EPERM"),
    "entropy": ("refused(fcntl.ioctl, os.open('/dev/urandom', os.O_RDWR), 0x40085203, bytes(8))", "EPERM"),
    "a terminal": ("refused(os.openpty)", "EACCES ENOENT"),
    "a netlink socket": ("refused(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW, 0)", "EPERM"),
    "a packet socket": ("refused(socket.socket, socket.AF_PACKET, socket.SOCK_RAW, 0)", "EPERM"),
    "a crypto socket": ("refused(socket.socket, 38, 5, 0)", "EPERM"),
    "a vsock": ("refused(socket.socket, 40, 1, 0)", "EPERM"),
    "a bluetooth socket": ("refused(socket.socket, 31, 3, 0)", "EPERM"),
    "a listening port": ("refused(socket.create_server, ('127.0.0.1', 0))", "EPERM"),
    "a name server": ("refused(socket.getaddrinfo, 'example.com', 80) != 0 and 'no address'", "no address"),
    "a datagram pair": ("refused(socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM)", "EPERM"),
    "a packet pair": ("refused(socket.socketpair, socket.AF_UNIX, socket.SOCK_SEQPACKET)", "EPERM"),
    "pass a descriptor": ("refused(socket.send_fds, socket.socketpair()[0], [b'x'], [0])", "EPERM"),
    "a hidden pid bit": ("call(62, os.getpid() | 1 << 32, 10)", "EPERM"),
    "stop oneself": ("refused(os.kill, os.getpid(), signal.SIGSTOP)", "EPERM"),
    "kill oneself": ("refused(os.kill, os.getpid(), signal.SIGKILL)", "EPERM"),
    "pretend to be out of CPU": ("refused(os.kill, os.getpid(), signal.SIGXCPU)", "EPERM"),
    "pretend a bad system call": ("refused(os.kill, os.getpid(), signal.SIGSYS)", "EPERM"),
    "raise SIGKILL": ("refused(signal.raise_signal, signal.SIGKILL)", "EPERM"),
    "a user namespace": ("call(272, 0x10000000)", "EPERM"),
    "a namespace by clone": ("call(56, 0x10000000 | 17, 0, 0, 0, 0)", "EPERM"),
    "a time namespace by clone": ("call(56, 0x10900 | 0x80, 0, 0, 0, 0)", "EPERM"),
    "a process that shares memory": ("call(56, 0x100 | 17, 0, 0, 0, 0)", "EPERM"),
    "a vfork": ("call(56, 0x4100 | 17, 0, 0, 0, 0)", "EPERM"),
    "a thread with descriptors of its own": ("call(436, 60, 61, 2)", "EPERM"),
    "the folder of processes": ("refused(os.listdir, '/proc')", "ENOENT EACCES"),
    "its own memory as a file": ("refused(os.open, '/proc/self/mem', os.O_RDWR)", "ENOENT EACCES"),
    "its own executable as a file": ("refused(os.open, '/proc/self/exe', os.O_RDONLY)", "ENOENT EACCES"),
    "the kernel's settings": ("refused(os.open, '/sys/kernel/mm/ksm/run', os.O_RDONLY)", "ENOENT EACCES"),
    "the root": ("refused(os.listdir, '/')", "EACCES"),
    "passwords": ("refused(os.open, '/etc/shadow', 0)", "ENOENT EACCES"),
    "the host name file": ("refused(os.open, '/etc/hostname', 0)", "ENOENT EACCES"),
    "the source of the service": (f"refused(os.listdir, {str(PROJECT_ROOT)!r})", "ENOENT EACCES"),
    "write where packages are": ("refused(os.open, os.path.dirname(__import__('torch').__file__) + '/x', 66)", "EROFS EACCES"),
    "make the root writable": ("call(165, 0, b'/', 0, 0x1020, 0)", "EPERM"),
    "leave the root": ("refused(os.chroot, '/usr')", "EPERM"),
    "the channel as a terminal": ("refused(fcntl.ioctl, 3, 0x8901, bytes(4))", "EPERM"),
    "urgent data on the channel": ("call(44, 3, b'x', 1, 1, 0, 0)", "EPERM"),
    "an address on the channel": ("call(44, 3, b'x', 1, 0, b'\\x01\\x00/x', 4)", "EPERM"),
}  # fmt: skip


@x86_only
@pytest.mark.parametrize(
    ("expression", "answers"), [pytest.param(*case, id=name.replace(" ", "_")) for name, case in REFUSALS.items()]
)
def test_the_program_is_refused(supervisor, expression, answers):
    answer = attack(supervisor, f"print({expression})").stdout.strip()
    assert answer == answers or answer in answers.split()


# What tells of other processes, wakes them, or makes the kernel work for nobody's account.
PAGE = "libc.mmap.restype = ctypes.c_void_p; page = libc.mmap(None, 4096, 1, 2, os.open(os.__file__, 0), 0)\n"
REACHING_OUT = {
    "the CPU time of a process": "call(228, (~T.victim << 3) | 2, (ctypes.c_long * 2)())",
    "the virtual time of a process": "call(228, (~T.victim << 3) | 1, (ctypes.c_long * 2)())",
    "a clock with high bits": "call(228, ((~T.victim << 3) | 2) & 0xFFFFFFFF | 1 << 40, (ctypes.c_long * 2)())",
    "the resolution of its clock": "call(229, (~T.victim << 3) | 2, (ctypes.c_long * 2)())",
    "the priority of a process": "call(140, 0, T.victim)",
    "the priority of a user": "call(140, 2, 0)",
    "the group of a process": "call(121, T.victim)",
    "the session of a process": "call(124, T.victim)",
    "the processors of a process": "call(204, T.victim, 128, ctypes.create_string_buffer(128))",
    "the scheduler of a process": "call(145, T.victim)",
    "the parameters of its scheduler": "call(143, T.victim, (ctypes.c_int * 1)())",
    "a process by high bits": "call(145, T.victim | 1 << 32)",
    "the locks of a process": "call(274, T.victim, (ctypes.c_void_p * 1)(), (ctypes.c_size_t * 1)())",
    "a wake on a page of others": "call(202, page, 1, 1)",
    "a wake by bits on a page of others": "call(202, page, 10, 1, 0, 0, -1)",
    "a requeue on a page of others": "call(202, page, 3, 1, 1, page + 64)",
    "reading ahead": "call(221, os.open(os.__file__, 0), 0, 1 << 20, 3)",
    "reading ahead by a mapping": "call(28, page, 4096, 3)",
}  # fmt: skip


@x86_only
@cases(REACHING_OUT)
def test_what_reaches_out_is_refused(supervisor, outside, code):
    assert attack(supervisor, f"{PAGE}print({code})", outside.targets()).stdout == "EPERM\n"


@x86_only
@cases(REACHING_OUT)
def test_unconfined_what_reaches_out_is_answered(outside, code):
    assert run_unconfined(f"{PAGE}print({code})", outside.targets()).strip().isdecimal()


ABOUT_ITSELF = {
    "its clocks": "all(time.clock_gettime(c) >= 0 and time.clock_getres(c) > 0 for c in (0, 1, 2, 3, 4, 5, 6, 7, 11))",
    "its CPU time": "time.process_time() > 0 and time.thread_time() >= 0",
    "a sleep on a clock": "time.sleep(0.001) is None",
    "its priority": "os.getpriority(os.PRIO_PROCESS, 0) > 0",
    "its group and session": "os.getpgid(0) == os.getpgrp() and os.getsid(0) == os.getsid(os.getpid())",
    "its processors": "len(os.sched_getaffinity(0)) > 0 and len(os.sched_getaffinity(os.getpid())) > 0",
    "its scheduler": "os.sched_getscheduler(0) == 0 and os.sched_getparam(0).sched_priority == 0",
}


@cases(ABOUT_ITSELF)
def test_a_program_may_ask_about_itself(supervisor, code):
    assert attack(supervisor, f"print({code})").stdout == "True\n"


MACHINE_CODE = """
memory = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
memory.write(bytes.fromhex({code!r}))
run = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
low = libc.mmap
low.restype = ctypes.c_void_p
page = low(ctypes.c_void_p(0x20000000), 4096, 3, 0x32, -1, 0)
ctypes.memmove(page, T.new.encode() + bytes(1), len(T.new) + 1)
print(run(page))
"""
OTHER_ARCHITECTURES = {
    "int 0x80 mkdir": "53 89 fb b8 27 00 00 00 b9 ff 01 00 00 cd 80 5b c3",
    "int 0x80 fork": "53 b8 02 00 00 00 cd 80 5b c3",
    "x32 mkdir": "b8 53 00 00 40 be ff 01 00 00 0f 05 c3",
    "x32 fork": "b8 39 00 00 40 0f 05 c3",
    "x32 getpid": "b8 27 00 00 40 0f 05 c3",
    "x32 execve": "b8 08 02 00 40 31 f6 31 d2 0f 05 c3",
    "sysenter mkdir": "53 55 89 fb b8 27 00 00 00 b9 ff 01 00 00 89 e5 0f 34 5d 5b c3",
}
NATIVE_MKDIR = "b8 53 00 00 00 be ff 01 00 00 0f 05 c3"
NATIVE_FORK = "b8 39 00 00 00 0f 05 c3"


@x86_only
@cases(OTHER_ARCHITECTURES)
def test_machine_code_of_another_architecture_ends_the_program(supervisor, outside, code):
    verdict = attack(supervisor, MACHINE_CODE.format(code=code), outside.targets())
    assert (verdict.outcome, outside.effects()) == ("killed", set())


@x86_only
@pytest.mark.parametrize("code", [NATIVE_MKDIR, NATIVE_FORK], ids=["mkdir", "fork"])
def test_machine_code_of_this_architecture_is_refused(supervisor, outside, code):
    verdict = attack(supervisor, MACHINE_CODE.format(code=code), outside.targets())
    assert (verdict.stdout, outside.effects()) == ("-1\n", set())


@x86_only
def test_unconfined_machine_code_makes_its_folder(outside):
    run_unconfined(MACHINE_CODE.format(code=NATIVE_MKDIR), outside.targets())
    assert outside.effects() == {"files changed"}


MEMORY_ATTACKS = {
    "one large object": "x = bytes(4 << 30)",
    "growing objects": "x = []\nwhile True: x.append(b'x' * (1 << 20))",
    "many small objects": "x = []\nwhile True: x.append([object()])",
    "a doubling string": "x = 'x'\nwhile True: x += x",
    "a large number": "x = 7 ** 10 ** 8",
    "a mapping": "take(2048)",
    "many mappings": "x = []\nwhile True: x.append(take(16))",
    "mappings made read-only": "x = []\nfor _ in range(30): x.append(take(100)); libc.mprotect(ctypes.c_void_p(x[-1][1]), ctypes.c_size_t(100 << 20), 1)",
    "the heap's end": "libc.sbrk.restype = ctypes.c_void_p; a = libc.sbrk(ctypes.c_long(2 << 30)); ctypes.memset(a, 1, 2 << 30)",
    "malloc": "libc.malloc.restype = ctypes.c_void_p\nwhile a := libc.malloc(ctypes.c_size_t(64 << 20)): ctypes.memset(a, 1, 64 << 20)",
    "mremap": "a = take(64)[1]; libc.mremap.restype = ctypes.c_void_p; b = libc.mremap(ctypes.c_void_p(a), ctypes.c_size_t(64 << 20), ctypes.c_size_t(3 << 30), 1); ctypes.memset(b, 1, 3 << 30)",
    "a tensor": "import torch; x = torch.ones(1 << 30)",
    "growing tensors": "import torch; x = []\nwhile True: x.append(torch.ones(1 << 20))",
    "a graph": "import torch; x = torch.ones(1 << 18, requires_grad=True)\nwhile True: x = x.exp().sin()",
    "a numpy array": "import numpy; x = numpy.ones(1 << 30)",
    "threads with stacks": "threading.stack_size(512 << 20)\nfor _ in range(30): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()",
    "pipes": "x = [os.pipe() for _ in range(500)]",
    "a zip bomb": "import zlib; x = zlib.decompress(zlib.compress(bytes(1 << 20)) ) * 4096",
    "a regular expression": "import re; re.compile('(' * 90 + 'a' + '{1,999}){1,999}' * 90).match('a' * 99)",
    "stdout kept by the program": "x = []\nwhile True: x.append('x' * 999999); sys.stdout._kept.write(x[-1])",
    "file pages made private": """
x = []
f = os.open(__import__('torch._C').__file__.replace('__init__.py', 'lib/libtorch_cpu.so'), os.O_RDONLY)
for _ in range(20):
    x.append(mmap.mmap(f, 128 << 20, flags=mmap.MAP_PRIVATE, prot=3)); [x[-1].__setitem__(i, 1) for i in range(0, 128 << 20, 4096)]
    libc.mprotect(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(x[-1]))), ctypes.c_size_t(128 << 20), 1)
""",
    "after the first thread has ended": """
def fill():
    x = []
    for _ in range(30): x.append(take(100)); libc.mprotect(ctypes.c_void_p(x[-1][1]), ctypes.c_size_t(100 << 20), 1)
    time.sleep(0.2)
threading.Thread(target=fill).start()
libc.syscall(60, 0)
""",
}


@cases(MEMORY_ATTACKS)
def test_memory_stays_below_its_limit_and_is_told_truly(small, code):
    with Onlooker(small) as seen:
        verdict = attack(small, code)
    assert seen.memory_mib < SMALL.resident_mib + OVERSHOOT_MIB
    assert seen.threads <= SMALL.threads + 1
    assert verdict.peak_memory_mib >= min(seen.memory_mib, SMALL.resident_mib) - 32


HIDDEN_PEAKS = {
    "given back": "take(200)[0]",
    "given back piece by piece": "m, a = take(200); libc.madvise(ctypes.c_void_p(a), ctypes.c_size_t(200 << 20), 4)",
    "in a thread": "t = threading.Thread(target=take, args=(200,)); t.start(); t.join()",
    "and a record of its own": "take(200)\nhand_in(json.dumps(HONEST))",
    "and an end without a record": "take(200)\nos._exit(0)",
    "and a record after the first thread": "def f(): take(200); time.sleep(0.2); hand_in(json.dumps(HONEST))\nthreading.Thread(target=f, daemon=True).start()\nlibc.syscall(60, 0)",
    "and a crash": "take(200)\nctypes.string_at(0)",
    "and a record and an end": "take(200)\nhand_in(json.dumps(HONEST), lambda: os._exit(0))",
    "and a fault of the stack": "take(200)\nlibc.munmap(ctypes.c_void_p(id(0) & ~4095), ctypes.c_size_t(1 << 30))",
    "and a limit passed": "take(200)\nwhile True: os.write(1, b'x' * 65536)",
    "and a limit passed after the first thread": "def f():\n    take(200); time.sleep(0.2)\n    while True: os.write(1, b'x' * 65536)\nthreading.Thread(target=f, daemon=True).start()\nlibc.syscall(60, 0)",
}


@cases(HIDDEN_PEAKS)
def test_the_peak_of_memory_cannot_be_hidden(small, code):
    base = small.run(Job("pass")).peak_memory_mib
    assert attack(small, code).peak_memory_mib >= base + 180


LONG_RUNS = {
    "a loop": "while True: pass",
    "sleep": "time.sleep(999)",
    "a lock": "threading.Lock().acquire(); l = threading.Lock(); l.acquire(); l.acquire()",
    "a read that never ends": "os.read(os.pipe()[0], 1)",
    "a wait for the supervisor": "os.read(3, 1)",
    "ignored signals": "for s in set(range(1, 65)) - {9, 19, 32, 33}: refused(signal.signal, s, signal.SIG_IGN)\nwhile True: pass",
    "blocked signals": "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
    "caught signals": "for s in (24, 15, 2, 1): signal.signal(s, lambda *_: None)\nwhile True: pass",
    "caught exceptions": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "a loop in C": "sum(iter(int, 1))",
    "a product in torch": "import torch; x = torch.ones(3000, 3000)\nwhile True: x = x @ x",
    "a regular expression": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
    "many threads": "def f():\n    while True: pass\n[threading.Thread(target=f).start() for _ in range(4)]",
    "a thread that goes on": "threading.Thread(target=time.sleep, args=(999,)).start()",
    "a large random draw": "while True: os.urandom(1 << 20)",
    "a deep hash": "import hashlib; hashlib.pbkdf2_hmac('sha256', b'x', b'x', 10 ** 9)",
    "no first thread": "threading.Thread(target=time.sleep, args=(999,)).start()\nlibc.syscall(60, 0)",
    "a loop and no channel": "os.close(3)\nwhile True: pass",
    "no descriptors": "os.closerange(0, 99)\ntime.sleep(999)",
    "half a record": "os.write(3, struct.pack('!I', 1000) + b'{')\ntime.sleep(999)",
    "a record that waits for more": "os.write(3, struct.pack('!I', 500) + b'{')",
    "a channel made output": "os.dup2(1, 3)",
    "a loop in a finalizer": "class A:\n    def __del__(self):\n        while True: pass\na = A()\ndel a",
    "a loop in the message": "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
    "an endless dribble": "while True: os.write(1, b'x'); time.sleep(0.001)",
}  # fmt: skip


@cases(LONG_RUNS)
def test_a_program_that_does_not_end_is_ended(brief, code):
    began = time.monotonic()
    verdict = attack(brief, code)
    assert verdict.outcome == "timed_out"
    assert time.monotonic() - began < BRIEF.wall_seconds + 2


@cases({name: code for name, code in LONG_RUNS.items() if name in ("a loop", "ignored signals", "caught signals")})
def test_a_program_that_uses_too_much_cpu_is_ended_by_the_kernel(small, code):
    verdict = attack(small, code)
    assert (verdict.outcome, verdict.reason) == ("timed_out", Reason("cpu-time", {"seconds": 2}))


FLOODS = {
    "of lines": "while True: print('x' * 99)",
    "without a line": "while True: os.write(1, b'x' * 65536)",
    "of errors": "while True: sys.stderr.write('x' * 9999)",
    "on both": "while True: os.write(1, b'x' * 9999); os.write(2, b'x' * 9999)",
    "of invalid text": "while True: os.write(1, b'\\xff' * 65536)",
    "of nothing": "while True: os.write(1, b'\\0' * 65536)",
    "of packets": "fcntl.fcntl(1, fcntl.F_SETFL, os.O_DIRECT | os.O_NONBLOCK)\nwhile True: refused(os.write, 1, b'x' * 4096)",
    "of threads": "def f():\n    while True: os.write(1, b'x' * 65536)\n[threading.Thread(target=f).start() for _ in range(5)]",
}


@cases(FLOODS)
def test_a_flood_of_output_is_cut(small, code):
    verdict = attack(small, code)
    assert (verdict.outcome, verdict.truncated) == ("killed", True)
    assert max(len(verdict.stdout), len(verdict.stderr)) <= SMALL.shown_output_bytes


# A program that writes its own record: none of these is a record that an honest child writes.
BROKEN_RECORDS = {
    "nothing": "hand_in('')",
    "null": "hand_in('null')",
    "a list": "hand_in('[]')",
    "a number": "hand_in('1e999')",
    "invalid utf-8": "hand_in(b'\\xff\\xfe{}')",
    "half a surrogate": "hand_in(json.dumps(HONEST | {'warnings': ['\\ud800']}))",
    "deep lists": "hand_in('[' * 500000 + ']' * 500000)",
    "deep objects": "hand_in('{\"a\":' * 150000)",
    "deep inside a field": "hand_in(json.dumps(HONEST)[:-1] + ',\"values\":' + '{\"a\":' * 90000 + '1' + '}' * 90001)",
    "a field of the kernel": "hand_in(json.dumps(HONEST | {'peak_memory_mib': 1}))",
    "another isolation": "hand_in(json.dumps(HONEST | {'isolation': {'seccomp': True}}))",
    "observers of its own": "hand_in(json.dumps(HONEST | {'observed_by': {'kernel': ['outcome']}}))",
    "our own failure": "hand_in(json.dumps(HONEST | {'outcome': 'sandbox_fault'}))",
    "an end by time": "hand_in(json.dumps(HONEST | {'outcome': 'timed_out'}))",
    "an outcome of no kind": "hand_in(json.dumps(HONEST | {'outcome': 'verified'}))",
    "a failed rank": "hand_in(json.dumps(HONEST | {'outcome': 'killed'}))",
    "an output of its own": "hand_in(json.dumps(HONEST | {'stdout': 'forged'}))",
    "checks that nobody asked for": "hand_in(json.dumps(HONEST | {'checks': [{'name': 'c', 'statement': {}, 'passed': True, 'detail': ''}]}))",
    "values that nobody asked for": "hand_in(json.dumps(HONEST | {'values': {'a': 'b'}}))",
    "a probe that nobody asked for": "hand_in(json.dumps(HONEST | {'probe': True}))",
    "a pass with an exception": "hand_in(json.dumps(HONEST | {'exception': {'type': 'E', 'message': '', 'line': 1, 'source': ''}}))",
    "a failure without an exception": "hand_in(json.dumps(HONEST | {'outcome': 'raised'}))",
    "a line beyond measure": "hand_in(json.dumps(HONEST | {'outcome': 'raised', 'exception': {'type': 'E', 'message': '', 'line': 10 ** 4000, 'source': ''}}))",
    "a negative line": "hand_in(json.dumps(HONEST | {'outcome': 'raised', 'exception': {'type': 'E', 'message': '', 'line': -1, 'source': ''}}))",
    "a shape beyond measure": "hand_in(json.dumps(HONEST | {'gradients': [{'name': 'w', 'shape': [10 ** 400], 'dtype': 'float32', 'status': 'ok'}]}))",
    "a text beyond measure": "hand_in(json.dumps(HONEST | {'needs': 'x' * 9999, 'outcome': 'unsupported'}))",
    "many gradients": "hand_in(json.dumps(HONEST | {'gradients': [{'name': 'w', 'shape': [], 'dtype': 'x', 'status': 'ok'}] * 999}))",
    "a huge length": "os.write(3, b'\\xff\\xff\\xff\\xff'); time.sleep(5)",
    "a length just over": "os.write(3, struct.pack('!I', (1 << 20) + 1)); time.sleep(5)",
    "more than announced and wrong": "os.write(3, struct.pack('!I', 2) + b'{{' + b'x' * 65536); time.sleep(5)",
    "rubbish before ours": "os.write(3, b'xx')",
    "half a length and the end": "os.write(3, b'\\0\\0'); os._exit(0)",
    "half a record and the end": "os.write(3, struct.pack('!I', 100) + b'{'); os._exit(0)",
    "pickle": "import pickle; hand_in(pickle.dumps(HONEST))",
    "the end at once": "os._exit(0)",
    "the end of all threads": "libc._exit(0)",
    "the end by number": "call(231, 0)",
    "a closed channel": "os.close(3)",
    "a channel shut down": "call(48, 3, 2); time.sleep(0.1)",
    "output made the channel": "os.dup2(3, 1); print('x' * 99)",
    "a crash": "ctypes.string_at(0)",
    "an abort": "os.abort()",
    "a signal": "os.kill(os.getpid(), signal.SIGTERM)",
    "an end in an exit handler": "import atexit; atexit.register(print); atexit._run_exitfuncs(); os._exit(7)",
    "a stack overflow in C": "sys.setrecursionlimit(10 ** 9); x = []\nfor _ in range(10 ** 5): x = [x]\nrepr(x)",
    "a bus error": "a = call(9, 0, 1 << 20, 1, 2, os.open(os.__file__, 0), 0); ctypes.string_at(a + (1 << 19), 1)",
    "unmapped memory": "libc.munmap(ctypes.c_void_p(id(0) & ~4095), ctypes.c_size_t(1 << 30))",
    "a timer during the record": "signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001); sum(range(10 ** 7))",
}


@cases(BROKEN_RECORDS)
def test_a_forged_or_missing_record_passes_nothing(small, code):
    verdict = attack(small, code)
    assert verdict.outcome in ("killed", "raised"), verdict
    assert "forged" not in verdict.stdout and verdict.checks == [] and verdict.probe is None
    assert verdict.observed_by.process == [] or verdict.outcome == "raised"


# What an honest child could have written is taken, as an observation in the process; what the kernel sees stays true.
FORGERIES = {
    "its own record": "print('seen'); take(100); hand_in(json.dumps(HONEST))",
    "its own record in pieces": "print('seen'); take(100); d = json.dumps(HONEST).encode(); sys.stdout.flush(); [os.write(3, bytes([b])) for b in struct.pack('!I', len(d)) + d]; time.sleep(5)",
    "two records": "print('seen'); take(100); hand_in(json.dumps(HONEST), lambda: hand_in(json.dumps(HONEST)))",
    "a record by a thread": "print('seen'); take(100); t = threading.Thread(target=hand_in, args=(json.dumps(HONEST),)); t.start(); t.join()",
    "a patched gradcheck": "import torch; torch.autograd.gradcheck = lambda *_: True; assert torch.autograd.gradcheck(torch.round, None); print('seen'); take(100)",
    "patched modules of the verifier": "sys.modules['service.verifier.inside.job'].judge_error = lambda e: 'passed'; sys.modules['service.verifier.inside.job'].describe_exception = lambda *_: None; print('seen'); take(100); raise ValueError",
    "a patched json": "import msgspec; old = msgspec.json.encode; msgspec.json.encode = lambda r: old(HONEST); print('seen'); take(100); raise ValueError",
    "a patched write": "old = os.write; d = json.dumps(HONEST).encode(); os.write = lambda f, b: old(f, struct.pack('!I', len(d)) + d) and len(b) if f == 3 else old(f, b); print('seen'); take(100); raise ValueError",
    "a changed frame": "print('seen'); take(100); f = sys._getframe()\nwhile f.f_back: f = f.f_back\nraise SystemExit",
    "a changed clock": "time.monotonic = time.time = time.perf_counter = lambda: 0; print('seen'); take(100)",
    "a replaced stdout": "print('seen', flush=True); import io; sys.stdout = io.StringIO(); print('unseen'); take(100)",
    "a replaced file of the recorder": "sys.modules['service.verifier.inside.recorder'].KeptOutput.kept = lambda self: 'unseen'; print('seen'); take(100)",
}


@cases(FORGERIES)
def test_a_forger_changes_nothing_that_the_kernel_sees(supervisor, code):
    verdict = attack(supervisor, code)
    assert verdict.stdout == "seen\n" and verdict.stderr in (
        "",
        verdict.stderr if "ValueError" in code else "",
    )
    assert verdict.peak_memory_mib > 100 and verdict.wall_ms > 1 and verdict.cpu_ms > 1
    assert "outcome" in verdict.observed_by.process and "outcome" not in verdict.observed_by.kernel
    assert verdict.isolation == supervisor.layers


HOSTILE_EXCEPTIONS = {
    "message that raises": "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
    "message that interrupts": "class E(Exception):\n    def __str__(self): raise KeyboardInterrupt\nraise E",
    "message that exits": "class E(Exception):\n    def __str__(self): raise SystemExit(0)\nraise E",
    "message that ends the generator": "class E(Exception):\n    def __str__(self): raise GeneratorExit\nraise E",
    "message that is no text": "class E(Exception):\n    def __str__(self): return 7\nraise E",
    "message that is a strange text": "class S(str):\n    def __getitem__(self, i): return {1: 2}\nclass E(Exception):\n    def __str__(self): return S('x')\nraise E",
    "message that is empty and not": "class S(str):\n    def __len__(self): raise KeyboardInterrupt\n    __bool__ = __len__\nclass E(Exception):\n    def __str__(self): return S('x')\nraise E",
    "message that recurses": "class E(Exception):\n    def __str__(self): return str(self)\nraise E",
    "huge message": "raise ValueError('x' * 50_000_000)",
    "huge message of wide letters": "raise ValueError('\\U0001f600' * 5_000_000)",
    "message of broken text": "raise ValueError('\\ud800\\0\\x1b[2J')",
    "name of broken text": "raise type('E\\ud800', (Exception,), {})",
    "huge name": "raise type('E' * 10_000_000, (Exception,), {})",
    "name by a metaclass": "class M(type):\n    __qualname__ = property(lambda s: 1 / 0)\n    __module__ = property(lambda s: 1 / 0)\nclass E(Exception, metaclass=M): pass\nraise E",
    "module that is no text": "E = type('E', (Exception,), {'__module__': 7})\nraise E",
    "module whose comparison raises": "class B:\n    def __eq__(s, o): raise KeyboardInterrupt\n    __hash__ = None\nE = type('E', (Exception,), {'__module__': B()})\nraise E",
    "another class": "class E(Exception):\n    __class__ = property(lambda s: MemoryError)\nraise E",
    "class that is not looked at": "class E(Exception):\n    @property\n    def __class__(s): raise KeyboardInterrupt\nraise E",
    "attributes that raise": "class E(Exception):\n    def __getattribute__(s, n): raise KeyboardInterrupt\nraise E",
    "base exception": "class E(BaseException): pass\nraise E",
    "keyboard interrupt": "raise KeyboardInterrupt",
    "generator exit": "raise GeneratorExit",
    "exit with a text": "raise SystemExit('x' * 10_000_000)",
    "exit with an object": "class A:\n    def __eq__(s, o): raise KeyboardInterrupt\nraise SystemExit(A())",
    "exit with a code that raises": "class E(SystemExit):\n    @property\n    def code(s): raise KeyboardInterrupt\nraise E(1)",
    "exit with one": "sys.exit(1)",
    "chain of causes": "e = None\nfor i in range(100_000):\n    n = ValueError(i); n.__cause__ = e; e = n\nraise e",
    "circle of causes": "a, b = ValueError(1), ValueError(2); a.__cause__, b.__cause__ = b, a\nraise a",
    "group of groups": "e = ValueError(1)\nfor i in range(5000): e = ExceptionGroup('g', [e])\nraise e",
    "wide group": "raise ExceptionGroup('g', [ValueError(i) for i in range(100_000)])",
    "notes": "e = ValueError(1); e.__notes__ = ['x' * 10_000_000] * 3\nraise e",
    "notes that are no list": "e = ValueError(1); e.__notes__ = 7\nraise e",
    "long traceback": "sys.setrecursionlimit(10 ** 6)\ndef f(n): return 1 / 0 if n == 0 else f(n - 1)\nf(20_000)",
    "deep recursion": "def f(): f()\nf()",
    "lines of its own": "exec(compile('\\n' * 10 ** 6 + '1 / 0', 'program.py', 'exec'))",
    "lines beyond measure": "import linecache; linecache.cache['program.py'] = (1, None, ['x' * 10 ** 7] * 30, 'program.py'); 1 / 0",
    "lines of no kind": "import linecache; linecache.cache['program.py'] = 7; 1 / 0",
    "patched traceback": "import traceback; traceback.extract_tb = None; 1 / 0",
    "hook": "sys.excepthook = lambda *_: os._exit(0); 1 / 0",
    "system error without a number": "raise OSError('x', 'y', 'z' * 10 ** 7)",
    "module of no name": "raise ModuleNotFoundError(name=7)",
    "syntax error of its own": "raise SyntaxError('x', ('program.py', 10 ** 30, 1, 'x'))",
    "syntax error without a line": "raise SyntaxError('x', ('program.py', 'line', 1, 'x'))",
    "error while it is shown": "class W:\n    def write(s, *_): raise KeyboardInterrupt\n    flush = write\nsys.stderr = W(); 1 / 0",
    "closed streams": "sys.stdout.close(); sys.stderr.close(); 1 / 0",
    "detached streams": "sys.stdout.detach(); sys.stderr.detach(); 1 / 0",
}  # fmt: skip


@cases(HOSTILE_EXCEPTIONS)
def test_a_hostile_exception_is_an_exception_and_no_more(supervisor, code):
    verdict = attack(supervisor, code)
    too_much = verdict.reason is not None and verdict.reason.code == "output"
    assert verdict.outcome == ("killed" if too_much else "raised"), (verdict.reason, verdict.stderr[-500:])


HOSTILE_SOURCES = {
    "parentheses": "(" * 100_000,
    "brackets that close": "x = " + "[" * 99 + "]" * 99,
    "signs": "x = " + "-" * 100_000 + "1",
    "sums": "x = " + "+".join(["1"] * 50_000),
    "powers": "x = " + "1 if " * 9_000 + "1",
    "attributes": "x = a" + ".a" * 100_000,
    "indents": "\n".join(" " * i + "if 1:" for i in range(2_000)),
    "no text": "\0",
    "an encoding": "# coding: utf-7\nx = 1",
    "comments": "#" * 3_000_000,
    "a number": "x = " + "9" * 1_000_000,
    "names": "x = " + "y" * 1_000_000,
    "constant tuples": "x = ((1,) * 4000,) * 4000",
}


@cases(HOSTILE_SOURCES)
def test_a_hostile_source_harms_nobody(small, code):
    verdict = small.run(Job(code, foreign=True))
    assert verdict.outcome in ("raised", "killed", "passed"), verdict.reason


HOSTILE_STATES = {
    "names that are no text": "globals()[7] = 7",
    "names beyond measure": "import torch; globals()['x' * 100_000] = torch.ones(1, requires_grad=True)",
    "names of broken text": "import torch; globals()['x\\ud800'] = torch.ones(1, requires_grad=True)",
    "many leaves": "import torch\nfor i in range(2000): globals()[f'w{i}'] = torch.ones(1, requires_grad=True)",
    "many names": "for i in range(200_000): globals()[f'n{i}'] = i",
    "a module that lists itself": "import torch\nclass M(torch.nn.Module):\n    def named_parameters(s):\n        while True: yield 'w', torch.ones(1)\n        \nm = 7 or M()",
    "a module that raises": "import torch\nclass M(torch.nn.Module):\n    def named_parameters(s): raise KeyboardInterrupt\nm = M()",
    "a tensor that raises": "import torch\nclass T(torch.Tensor):\n    @classmethod\n    def __torch_function__(c, *a, **k): raise KeyboardInterrupt\nt = torch.ones(1).as_subclass(T)",
    "a class that raises": "class A:\n    @property\n    def __class__(s): raise KeyboardInterrupt\na = A()",
    "a gradient that is another": "import torch; w = torch.ones(1, requires_grad=True); w.grad = torch.ones(1) * float('nan')",
    "a warning that raises": "import warnings\nclass W(UserWarning):\n    on = True\n    def __str__(s):\n        if not W.on: raise KeyboardInterrupt\n        return 'w'\nwarnings.warn(W()); W.on = False",
    "many warnings": "import warnings\nfor i in range(5000): warnings.warn('x' * 9000 + str(i))",
    "warnings of broken text": "import warnings; warnings.warn('\\ud800')",
    "warnings of wide letters": "import warnings\nfor i in range(100): warnings.warn('\\U0001f600' * 9000 + str(i))",
    "threads left": "[threading.Thread(target=time.sleep, args=(99,), daemon=True).start() for _ in range(5)]",
    "timers left": "threading.Timer(0.01, lambda: None).start(); signal.signal(14, lambda *_: 1 / 0); signal.setitimer(0, 30)",
    "an alarm left": "signal.alarm(1)",
    "a tracer left": "sys.settrace(lambda *_: 1 / 0)",
    "a profiler left": "def p(*_): raise KeyboardInterrupt\nthreading.setprofile(p); sys.setswitchinterval(1e-6)",
    "a collector left": "import gc; gc.set_threshold(1); gc.callbacks.append(lambda *_: 1 / 0)",
    "no recursion left": "sys.setrecursionlimit(60)",
    "no builtins left": "import builtins; builtins.str = builtins.len = None",
    "no modules left": "sys.modules.clear()",
    "another main": "sys.modules['__main__'] = 7; sys.argv = sys.path = None",
    "a hook left in torch": "import torch; torch.manual_seed = None",
    "a dispatch mode left": "import torch\nfrom torch.utils._python_dispatch import TorchDispatchMode\nclass M(TorchDispatchMode):\n    def __torch_dispatch__(s, *a, **k): raise KeyboardInterrupt\nM().__enter__()",
    "a default device left": "import torch; torch.set_default_device('meta')",
    "inference mode left": "import torch; torch.inference_mode().__enter__()",
    "more threads in torch": "import torch; torch.set_num_threads(64); torch.ones(2000, 2000) @ torch.ones(2000, 2000)",
    "a pickle that acts": "import pickle\nclass P:\n    def __reduce__(s): return os.system, ('echo SECOND',)\npickle.loads(pickle.dumps(P()))",
    "deep pickles": "import pickle; x = []\nfor _ in range(900): x = [x]\npickle.loads(pickle.dumps(x))",
    "deep json": "try: json.loads('[' * 200_000)\nexcept RecursionError: pass",
    "full descriptors": "x = []\ntry:\n    while True: x.append(os.dup(1))\nexcept OSError: pass",
    "a stack in C": "import torch; x = torch.ones(1, requires_grad=True)\ny = x\nfor _ in range(100_000): y = y + 1\ny.backward(); del y",
}  # fmt: skip


@cases(HOSTILE_STATES)
def test_what_a_program_leaves_behind_harms_nobody(supervisor, code):
    began = time.monotonic()
    verdict = attack(supervisor, code)
    assert time.monotonic() - began < 8
    assert verdict.outcome in ("passed", "raised", "killed"), verdict
    assert "SECOND" not in verdict.stdout


@cases({name: code for name, code in HOSTILE_STATES.items() if "_left" in name.replace(" ", "_")})
def test_the_next_job_finds_nothing_of_it(supervisor, code):
    look = "import gc, torch\nprint(len(threading.enumerate()), sys.gettrace(), sys.getrecursionlimit(), gc.get_threshold()[0], torch.ones(1).device, signal.getitimer(0), len(sys.argv), torch.is_inference_mode_enabled())"
    before = supervisor.run(job(look)).stdout
    attack(supervisor, code)
    assert before and supervisor.run(job(look)).stdout == before


MARKS = {
    "in memory": "kept = [SECRET * 1000 for _ in range(1000)]",
    "in the modules": "sys.SECRET = sys.modules['torch'].SECRET = SECRET",
    "in the environment": "os.environ['SECRET'] = SECRET; libc.setenv(b'SECRET', SECRET.encode(), 1)",
    "in the name of the process": "call(157, 15, SECRET.encode())",
    "in torch": "import torch; torch.manual_seed(99); torch.set_default_dtype(torch.float64); torch.SECRET = SECRET",
    "in the interned texts": "sys.intern(SECRET)",
}
LOOK_FOR_MARKS = """
import gc, torch
half = "whygrad-mark" + "-of-another"
found = [o for o in gc.get_objects() if isinstance(o, (str, bytes)) and half in str(o)]
found += [m for m in list(sys.modules.values()) if "SECRET" in vars(m)] + [k for k in os.environ if k == "SECRET"]
name = ctypes.create_string_buffer(16); call(157, 16, name)
print(found, half[:8] in name.value.decode(), torch.get_default_dtype(), torch.initial_seed())
"""


@cases(MARKS)
def test_nothing_of_one_job_reaches_another(supervisor, code):
    attack(supervisor, "SECRET = 'whygrad-mark' + '-of-another'\n" + code)
    assert {supervisor.run(job(LOOK_FOR_MARKS)).stdout for _ in range(3)} == {"[] False torch.float32 0\n"}


def parked_child(supervisor):
    """The process of a child that waits for a job, confined as every other."""
    if os.geteuid() != 0:
        pytest.skip("the kernel shows a child to root alone")
    while not (parked := [child for child in list(supervisor._pool._parked) if child.pid]):
        time.sleep(0.01)
    time.sleep(0.3)  # it is confined soon after it is forked
    return Path(f"/proc/{parked[-1].pid}")


def descriptors(pid):
    return sorted(path.name for path in Path(f"/proc/{pid}/fd").iterdir())


def test_a_child_holds_no_descriptor_but_its_own_four(supervisor):
    assert descriptors(parked_child(supervisor).name) == ["0", "1", "2", "3"]


def test_a_child_shares_no_writable_memory_with_anybody(supervisor):
    maps = (parked_child(supervisor) / "maps").read_text().splitlines()
    assert len(maps) > 100 and [line for line in maps if line.split()[1][3] == "s" and "w" in line.split()[1]] == []


def test_a_child_has_no_capability_and_cannot_get_one(supervisor):
    status = status_of(parked_child(supervisor).name)
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    assert (status["NoNewPrivs"], status["Seccomp"], status["Threads"]) == ("1", "2", "1")
    assert supervisor.layers.uid == "root" or "0" not in status["Uid"].split()


def test_no_two_children_have_the_same_user(supervisor):
    parked_child(supervisor)
    pids = supervisor._pool.zygote.children_pids()
    users = [status_of(pid)["Uid"] for pid in pids]
    assert len(users) > 1 and (len(set(users)) == len(users) or supervisor.layers.uid == "root")


def status_of(pid):
    return dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)


ENVIRONMENT = """
print(dict(os.environ))
environ, i = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, 'environ'), 0
while environ[i]: print(environ[i]); i += 1
"""


def test_the_zygote_s_environment_holds_no_secret(brief):
    told = attack(brief, ENVIRONMENT).stdout
    assert "OMP_NUM_THREADS" in told and "whygrad-told" not in told


def test_a_program_s_memory_holds_no_trace_of_an_earlier_one(supervisor):
    mark = "whygrad" + "-memory-mark"
    attack(supervisor, f"kept = ['{mark}' + str(i) for i in range(100_000)]")
    scan = """
import gc
found = 0
for o in gc.get_objects():
    found += isinstance(o, str) and ('whygrad' + '-memory-mark') in o
libc.sbrk.restype = ctypes.c_void_p
end = libc.sbrk(ctypes.c_long(0)); text = ctypes.string_at(end - (16 << 20), 16 << 20)
print(found, text.count(b'whygrad' + b'-memory-mark1'))
"""
    assert supervisor.run(job(scan)).stdout == "0 0\n"


def test_foreign_code_gets_no_lane_for_several_processes(supervisor):
    verdict = supervisor.run(
        msgspec.structs.replace(
            job("if os.fork() == 0: os.write(1, SAY.encode())\nelse: time.sleep(0.2)"), world_size=2
        )
    )
    assert "SECOND PROCESS" not in (verdict.stdout or "") and verdict.outcome != "passed"


def test_a_hostile_job_is_not_run_twice(brief):
    began = time.monotonic()
    attack(brief, "time.sleep(99)")
    assert time.monotonic() - began < 1.5 * BRIEF.wall_seconds


def test_hostile_jobs_do_not_use_up_the_pool(small):
    for code in ("os.close(3)", "os._exit(1)", "ctypes.string_at(0)", "hand_in('')") * 5:
        attack(small, code)
    assert attack(small, "print('well')").stdout == "well\n"


def test_no_descriptor_of_ours_is_left_by_hostile_jobs(small):
    attack(small, "pass")
    time.sleep(0.3)
    before = len(descriptors("self"))
    for code in ("os.close(3)", "os._exit(1)", "ctypes.string_at(0)", "hand_in('')"):
        attack(small, code)
    time.sleep(0.3)
    assert len(descriptors("self")) <= before + 6


def test_no_process_is_left_by_hostile_jobs(small):
    for _ in range(3):
        attack(small, "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); os.close(3); os._exit(0)")
    time.sleep(0.5)
    assert len(small._pool.zygote.children_pids()) <= 3


def test_more_threads_than_the_limit_are_not_had(small):
    with Onlooker(small) as seen:
        verdict = attack(small, "[threading.Thread(target=time.sleep, args=(1,)).start() for _ in range(99)]")
    assert seen.threads <= SMALL.threads + 1
    assert (verdict.outcome, verdict.exception.message) == ("unsupported", "can't start new thread")


ENDS = {
    "a record": "hand_in(json.dumps(HONEST))",
    "an end": "os._exit(0)",
    "a record and an end": "hand_in(json.dumps(HONEST), lambda: os._exit(0))",
    "a record by the last thread": "threading.Thread(target=lambda: time.sleep(0.1) or hand_in(json.dumps(HONEST))).start(); libc.syscall(60, 0)",
}


@cases(ENDS)
def test_cpu_time_is_told_truly_after(small, code):
    spin = "e = time.process_time() + 0.4\nwhile time.process_time() < e: pass\n"
    assert attack(small, spin + code).cpu_ms > 350


DISTURBANCES = {
    "signals to everybody": "for _ in range(20): [refused(os.kill, pid, 9) for pid in (-1, 0, *range(1, 3000)) if pid != os.getpid()]",
    "a load on every core": "def f():\n    while time.monotonic() < end: pass\nend = time.monotonic() + 0.5; [threading.Thread(target=f).start() for _ in range(4)]",
    "a flood of threads": "for _ in range(300):\n    try: threading.Thread(target=time.sleep, args=(0.2,)).start()\n    except RuntimeError: break",
    "full descriptors": "x = []\ntry:\n    while True: x += socket.socketpair()\nexcept OSError: time.sleep(0.3)",
    "full memory": "x = []\ntry:\n    while True: x.append(take(16))\nexcept OSError: time.sleep(0.3)",
}


@cases(DISTURBANCES)
def test_a_sibling_that_runs_meanwhile_is_not_disturbed(supervisor, code):
    calm = "a, b = socket.socketpair(); t = threading.Thread(target=b.recv, args=(1,)); t.start(); time.sleep(0.5); take(64); a.send(b'x'); t.join(); print('calm')"
    with ThreadPoolExecutor() as pool:
        sibling = pool.submit(attack, supervisor, calm)
        attack(supervisor, code)
    assert (sibling.result().outcome, sibling.result().stdout) == ("passed", "calm\n")


GOOD_THINGS = {
    "threads": "r = []\nt = [threading.Thread(target=r.append, args=(i,)) for i in range(8)]\n[x.start() for x in t]; [x.join() for x in t]\nprint(sorted(r) == list(range(8)))",
    "a thread pool": "import concurrent.futures as c; print(list(c.ThreadPoolExecutor(4).map(abs, [-1, 2])) == [1, 2])",
    "a loop of asyncio": "import asyncio\nasync def f(): return (await asyncio.gather(*[asyncio.sleep(0.01, i) for i in range(3)])) == [0, 1, 2]\nprint(asyncio.run(f()))",
    "a thread in asyncio": "import asyncio; print(asyncio.run(asyncio.to_thread(lambda: True)))",
    "a pair of sockets": "a, b = socket.socketpair(); a.sendall(b'x'); print(b.recv(1) == b'x')",
    "a pipe": "r, w = os.pipe(); os.write(w, b'x'); print(os.read(r, 1) == b'x')",
    "reading its packages": "import torch; print('def backward' in open(os.path.dirname(torch.__file__) + '/autograd/__init__.py').read())",
    "a database in memory": "import sqlite3; print(sqlite3.connect(':memory:').execute('select 1').fetchone() == (1,))",
    "a signal to itself": "s = []; signal.signal(signal.SIGUSR1, lambda *_: s.append(1)); os.kill(os.getpid(), signal.SIGUSR1); print(s == [1])",
    "an alarm": "s = []; signal.signal(signal.SIGALRM, lambda *_: s.append(1)); signal.setitimer(0, 0.01); time.sleep(0.1); print(s == [1])",
    "a subinterpreter's worth of memory": "take(500); print(True)",
    "training": "import torch; m = torch.nn.Linear(3, 1); o = torch.optim.Adam(m.parameters()); m(torch.ones(2, 3)).sum().backward(); o.step(); print(True)",
    "gradcheck": "import torch; print(torch.autograd.gradcheck(torch.sin, torch.ones(3, dtype=torch.double, requires_grad=True)))",
    "a saved tensor in memory": "import io, torch; b = io.BytesIO(); torch.save(torch.ones(2), b); b.seek(0); print(torch.load(b).sum().item() == 2)",
    "a data loader": "import torch; print(len(list(torch.utils.data.DataLoader(range(4), batch_size=2))) == 2)",
    "random numbers": "import secrets, uuid; print(len(secrets.token_hex()) == 64 and bool(uuid.uuid4()))",
    "a null device": "open('/dev/null', 'w').write('x'); print(True)",
    "a backward in a thread": "import torch; w = torch.ones(1, requires_grad=True); t = threading.Thread(target=(w * 2).sum().backward); t.start(); t.join(); print(w.grad.item() == 2)",
    "linear algebra": "import torch; print(torch.linalg.inv(torch.eye(50)).sum().item() == 50)",
    "several threads of torch": "import torch; torch.set_num_threads(2); print((torch.ones(600, 600) @ torch.ones(600, 600))[0, 0].item() == 600)",
}


@cases(GOOD_THINGS)
def test_an_honest_program_is_not_hindered(supervisor, code):
    verdict = attack(supervisor, code)
    assert (verdict.outcome, verdict.stdout) == ("passed", "True\n"), verdict


LARGEST = """
os.write(1, bytes(65536)); os.write(2, bytes(65536))
hand_in(json.dumps(HONEST | {'warnings': [chr(233) * 52_000] * 10}, ensure_ascii=False).encode())
"""


def test_the_largest_verdict_can_be_sent(small):
    verdict = attack(small, LARGEST)
    assert len(encode(verdict)) > 1024 * 1024 or verdict.outcome == "killed"


def test_large_verdicts_of_one_client_do_not_shut_out_another(small, monkeypatch):
    monkeypatch.setattr("service.verifier.jobs.KEPT_BYTES", 16 * 1024 * 1024)
    table = JobTable(small.run, parallel=1)
    for _ in range(6):
        table.read(table.submit(job(LARGEST), "attacker"), 10)
    assert table.read(table.submit(job("pass"), "somebody else"), 10)[1].outcome == "passed"
