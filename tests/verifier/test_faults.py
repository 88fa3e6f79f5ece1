"""Whatever dies in the middle of the work: each accepted job gets its verdict or a clear refusal, never a wrong one."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from service.domain.readiness import read_verifier
from service.verifier.client import VerifierClient
from service.verifier.contract import Job, Refused, UnknownJob
from service.verifier.embedded import EmbeddedVerifier
from service.verifier.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
JOBS = 1_000
MOST_ZYGOTES = 5  # a busy machine takes long to warm one, and would run a few jobs between two deaths
CODE = "import torch\nw = torch.full((2,), {number}., requires_grad=True)\n(w * w).sum().backward()\nprint(w.grad[0].item())"


def keep_killing(stop, find_victim, pause_seconds, times):
    while times and not stop.wait(pause_seconds):
        pid = find_victim()
        if pid is not None:
            times -= 1
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


@pytest.fixture
def killing():
    stop = threading.Event()
    threads = []

    def start(*how):
        threads.append(threading.Thread(target=keep_killing, args=(stop, *how)))
        threads[-1].start()

    yield start
    stop.set()
    for thread in threads:
        thread.join()


def run_numbered(supervisor, number):
    verdict = supervisor.run(Job(CODE.format(number=number)))
    return number, verdict.outcome, verdict.stdout


@pytest.mark.parametrize("victim", ["child", "zygote"])
def test_jobs_survive_the_death_of(victim, killing):
    with Supervisor() as supervisor:
        assert supervisor.wait_ready(60)

        def find_victim():
            zygote = supervisor.zygote
            if zygote is None:
                return None
            return zygote.pid if victim == "zygote" else next(iter(zygote.children_pids()), None)

        killing(find_victim, *((2.5, MOST_ZYGOTES) if victim == "zygote" else (0.02, JOBS)))
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda number: run_numbered(supervisor, number), range(JOBS)))
        wrong = [row for row in found if row[1] not in ("passed", "sandbox_fault") or
                 (row[1] == "passed" and row[2] != f"{2.0 * row[0]}\n")]  # fmt: skip
        assert wrong == []
        assert sum(outcome == "passed" for _, outcome, _ in found) > JOBS * 0.8


def is_whole(supervisor, lost_pid):
    zygote = supervisor.zygote
    parked = supervisor.parked
    return zygote is not None and zygote.pid != lost_pid and parked == 2 * os.cpu_count()


def test_the_pool_is_whole_again_after_its_zygote_died():
    with Supervisor() as supervisor:
        assert supervisor.wait_ready(60)
        first = supervisor.zygote.pid
        os.kill(first, signal.SIGKILL)
        assert supervisor.run(Job("print('again')")).stdout == "again\n"
        deadline = time.monotonic() + 60
        while not is_whole(supervisor, first):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_killed_supervisor_is_started_again_and_loses_jobs_openly(tmp_path):
    path = tmp_path / "verifier.sock"
    process = subprocess.Popen([sys.executable, "-m", "service.verifier", "--socket", str(path)], cwd=ROOT)
    try:
        client = VerifierClient(path)
        wait_until_ready(client)
        outcomes = []
        for number in range(JOBS):
            if number in (JOBS // 3, 2 * JOBS // 3):
                os.kill(supervisor_of(process.pid), signal.SIGKILL)
            outcomes.append(submit_numbered(client, number))
        assert outcomes.count("wrong") == 0
        assert 0 < outcomes.count("refused") < JOBS // 2
        assert outcomes[-1] == "right"
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert not path.exists()


def supervisor_of(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(children[0])


def submit_numbered(client, number):
    try:
        state = client.submit(Job(CODE.format(number=number)), wait_seconds=20)
        while state.verdict is None:  # on a busy machine
            state = client.read(state.id, wait_seconds=20)
    except Refused:
        time.sleep(0.2)
        return "refused"
    return "right" if state.verdict.stdout == f"{2.0 * number}\n" else "wrong"


def wait_until_ready(client):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if client.status().ready:
                return True
        except Refused:
            pass
        time.sleep(0.1)
    raise AssertionError("the verifier is not ready")


def test_a_job_of_an_earlier_run_is_unknown(tmp_path):
    path = tmp_path / "verifier.sock"
    process = subprocess.Popen([sys.executable, "-m", "service.verifier", "--socket", str(path)], cwd=ROOT)
    try:
        client = VerifierClient(path)
        wait_until_ready(client)
        job_id = client.submit(Job("print(1)"), wait_seconds=10).id
        os.kill(supervisor_of(process.pid), signal.SIGKILL)
        time.sleep(1)
        wait_until_ready(client)
        with pytest.raises(Refused) as refused:
            client.read(job_id)
        assert refused.value.refusal == UnknownJob()
    finally:
        process.terminate()
        process.wait(timeout=30)


def comes_back(is_back, seconds):
    """Seconds until it is back; fails where it is not within so many."""
    began = time.monotonic()
    while not is_back():
        assert time.monotonic() - began < seconds, "it does not come back"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def embedded():
    verifier = EmbeddedVerifier()
    client = VerifierClient(Path(verifier.start()))
    yield verifier, client
    verifier.stop()


def is_ready(client):
    try:
        return client.status().ready
    except Refused:
        return False


@pytest.mark.parametrize("killed", [signal.SIGKILL, signal.SIGTERM])
def test_the_supervisor_s_parent_comes_back_by_itself_and_readiness_says_so_meanwhile(embedded, killed):
    verifier, client = embedded
    comes_back(lambda: is_ready(client), 60)
    first = verifier._process.pid
    os.kill(first, killed)
    comes_back(lambda: not read_verifier(client).ready, 5)
    comes_back(lambda: is_ready(client) and verifier._process.pid != first, 30)
    assert client.submit(Job("print('again')"), wait_seconds=20).verdict.stdout == "again\n"


def test_an_embedded_verifier_that_is_stopped_leaves_nothing(embedded):
    verifier, client = embedded
    comes_back(lambda: is_ready(client), 60)
    supervisor = supervisor_of(verifier._process.pid)
    verifier.stop()
    comes_back(lambda: not Path(f"/proc/{supervisor}").exists(), 10)
    assert verifier._process.poll() is not None and not client._path.exists()


def innermost_zygote(supervisor):
    """The process that forks: the first of its own process namespace, or the one that was started."""
    pid = supervisor.zygote.pid
    inner = [child for child in children_of(pid) if b"inside.zygote" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return inner[0] if inner and supervisor.layers.process_namespace else pid


def children_of(pid):
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def test_a_zygote_that_is_stopped_and_not_dead_is_replaced_and_readiness_says_so_meanwhile():
    with Supervisor(parked=1) as supervisor:
        assert supervisor.wait_ready(60)
        first = supervisor.zygote.pid
        os.kill(innermost_zygote(supervisor), signal.SIGSTOP)
        comes_back(lambda: not supervisor.ready, 10)
        comes_back(lambda: supervisor.ready and supervisor.zygote.pid != first, 60)
        assert supervisor.run(Job("print('again')")).stdout == "again\n"


def test_a_job_that_was_sent_while_the_zygote_was_stopped_gets_its_verdict():
    with Supervisor(parked=1) as supervisor:
        assert supervisor.wait_ready(60)
        os.kill(innermost_zygote(supervisor), signal.SIGSTOP)
        assert [supervisor.run(Job(f"print({number})")).stdout for number in range(3)] == ["0\n", "1\n", "2\n"]


def test_a_hundred_runs_give_one_verdict(supervisor):
    code = (
        "import random, numpy, torch\nmodel = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Dropout(0.5))\n"
        "model(torch.randn(4, 8)).pow(2).sum().backward()\nprint(model[0].weight.grad.sum().item(), hash('x'), "
        "random.random(), numpy.random.rand(), {'a', 'b', 'c'}, id is id)\nraise ValueError(torch.rand(1).item())"
    )
    volatile = {"wall_ms": None, "cpu_ms": None, "peak_memory_mib": None}
    first, *others = [msgspec.structs.replace(supervisor.run(Job(code)), **volatile) for _ in range(100)]
    assert first.outcome == "raised"
    assert all(verdict == first for verdict in others)
