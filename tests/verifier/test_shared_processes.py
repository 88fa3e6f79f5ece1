"""Where the kernel counts everything as one user's, with the limit that docker-compose.yml sets: nobody takes it all."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from service.verifier.client import VerifierClient
from service.verifier.confinement.processes import cgroup_limits, shared_processes
from service.verifier.contract import Job, Reason, Refused
from service.verifier.limits import DEFAULT_LIMITS, Limits
from service.verifier.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PIDS_LIMIT = COMPOSE["services"]["verifier"]["pids_limit"]
SOMEBODY = 64_999
# A container as Docker starts it: one unprivileged user, no namespaces, and a number of processes and threads.
# Python and the checkout may lie where that user cannot go: then they are shown, in the same place, under open folders.
LAUNCH = """
import errno, os, resource, sys
from pathlib import Path
from pyseccomp import ALLOW, ERRNO, SyscallFilter
from service.verifier.confinement import kernel, namespaces
wanted = [Path(path) for path in {sys.base_prefix, sys.prefix, os.getcwd()}]
closed = {p for path in wanted for p in path.parents if not p.stat().st_mode & 1}
kernel.unshare(kernel.CLONE_NEWNS)
kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
held = {path: os.open(path, os.O_PATH) for path in wanted if closed & set(path.parents)}
for folder in {min(closed & set(path.parents)) for path in held}:
    kernel.mount("open", str(folder), "tmpfs", 0, "mode=755")
for path, descriptor in held.items():
    path.mkdir(parents=True)
    kernel.mount(f"/proc/self/fd/{descriptor}", str(path), None, kernel.MS_BIND | kernel.MS_REC)
os.chdir(os.getcwd())
cgroup, limit, uid, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
if cgroup:
    open(os.path.join(cgroup, "cgroup.procs"), "w").write("0")
else:
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))
rules = SyscallFilter(ALLOW)
rules.add_rule(ERRNO(errno.EPERM), "unshare")
rules.load()
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
os.execv(sys.executable, [sys.executable, "-m", "service.verifier", "--socket", path])
"""
MANY_THREADS = """
import threading, time
threading.stack_size(65536)
started = 0
try:
    for started in range(2000): threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
finally:
    print(started, flush=True)
    time.sleep(1)
"""
HONEST = "import torch\nw = torch.ones(2, requires_grad=True)\n(3 * w).sum().backward()\nprint(w.grad.tolist())\n"
SOME_THREADS = (
    "import threading\nt = [threading.Thread(target=print, args=(n,)) for n in range(16)]\n[x.start() for x in t]"
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


@contextlib.contextmanager
def control_group(limit):
    """A group with a limit of processes, in either version of control groups; an empty path where none can be made."""
    for base in (Path("/sys/fs/cgroup/pids"), Path("/sys/fs/cgroup")):
        folder = base / f"whygrad-{os.getpid()}"
        try:
            folder.mkdir()
            (folder / "pids.max").write_text(str(limit))
        except OSError:
            with contextlib.suppress(OSError):
                folder.rmdir()
            continue
        yield str(folder)
        time.sleep(0.5)
        with contextlib.suppress(OSError):
            folder.rmdir()
        return
    yield ""


@pytest.fixture(scope="module")
def contained():
    """A verifier as compose runs it."""
    with control_group(PIDS_LIMIT) as cgroup, tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "verifier.sock"
        command = [sys.executable, "-c", LAUNCH, cgroup, str(PIDS_LIMIT), str(SOMEBODY), str(path)]
        process = subprocess.Popen(command, cwd=ROOT, env={"PATH": os.defpath})
        client = VerifierClient(path)
        deadline = time.monotonic() + 60
        while not is_ready(client):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)
        client.cgroup = cgroup
        yield client
        process.terminate()
        process.wait(timeout=30)


def is_ready(client):
    try:
        return client.status().ready
    except Refused:
        return False


def run_as(client, code, name):
    return client.submit(Job(code, foreign=True), 30, name).verdict


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become somebody else")


@as_root
def test_one_job_starts_no_more_threads_than_its_limit(contained):
    assert not contained.status().layers.process_namespace
    verdict = run_as(contained, MANY_THREADS, "hostile")
    assert (verdict.outcome, verdict.reason) == ("unsupported", Reason("needs-threads"))


@as_root
def test_honest_programs_are_run_while_others_take_all_the_threads_they_get(contained):
    with ThreadPoolExecutor(16) as threads:
        hostile = [threads.submit(run_as, contained, MANY_THREADS, "hostile") for _ in range(4)]
        time.sleep(0.2)
        honest = [threads.submit(run_as, contained, HONEST, f"honest {number % 4}") for number in range(60)]
        assert {(found.result().outcome, found.result().stdout) for found in honest} == {("passed", "[3.0, 3.0]\n")}
        assert {found.result().outcome for found in hostile} == {"unsupported"}


@as_root
def test_threads_within_the_limit_run_where_all_are_counted_together(contained):
    assert sorted(run_as(contained, SOME_THREADS, "honest").stdout.split(), key=int) == [str(n) for n in range(16)]


FILL = """
import sys, threading, time
open(sys.argv[1] + "/cgroup.procs", "w").write("0")
threading.stack_size(65536)
try:
    while True: threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
except RuntimeError:
    print("full", flush=True)
time.sleep(30)
"""


@as_root
def test_a_zygote_that_cannot_fork_for_a_while_goes_on(contained):
    if not contained.cgroup:
        pytest.skip("no control group of processes can be made here")
    sleeping = HONEST + "import time\ntime.sleep(0.3)"
    ids = [contained.submit(Job(sleeping, foreign=True), 0, f"honest {number}").id for number in range(8)]
    filler = subprocess.Popen([sys.executable, "-c", FILL, contained.cgroup], stdout=subprocess.PIPE)
    assert filler.stdout.readline() == b"full\n"
    time.sleep(1.5)
    filler.kill()
    filler.wait()
    verdicts = [contained.read(job_id, 30).verdict for job_id in ids]
    assert {(verdict.outcome, verdict.stdout) for verdict in verdicts} == {("passed", "[3.0, 3.0]\n")}


def test_the_children_together_stay_below_the_limit_that_compose_sets(tmp_path):
    group = tmp_path / "pids" / "container"
    group.mkdir(parents=True)
    (group / "pids.max").write_text(f"{PIDS_LIMIT}\n")
    (limit,) = cgroup_limits("8:pids:/container\n9:cpu:/other\n", tmp_path)
    assert limit == PIDS_LIMIT
    (tmp_path / "container").mkdir()
    (tmp_path / "container" / "pids.max").write_text("max\n")
    (tmp_path / "pids.max").write_text("100\n")
    assert list(cgroup_limits("0::/container\n", tmp_path)) == [100]


def test_a_limit_that_is_in_force_leaves_room(monkeypatch):
    monkeypatch.setattr("service.verifier.confinement.processes.cgroup_limits", lambda _: [PIDS_LIMIT])
    assert 4 * DEFAULT_LIMITS.threads <= shared_processes("") <= PIDS_LIMIT - 64


def test_the_watcher_counts_threads_where_the_kernel_does_not(monkeypatch):
    """The kernel permits this child more threads than the supervisor does."""
    with Supervisor(Limits(threads=200), parked=1) as supervisor:
        assert supervisor.wait_ready(60)
        supervisor._limits = Limits(threads=8)
        verdict = supervisor.run(Job(MANY_THREADS, foreign=True))
    assert (verdict.outcome, verdict.reason) == ("unsupported", Reason("needs-threads"))
