"""What one client sends does not keep another from its verdicts; measured on real runs."""

import os
import time

import pytest

from service.verifier.contract import Busy, Job, Refused
from service.verifier.limits import Limits
from service.verifier.local import LocalVerifier
from service.verifier.supervisor import Supervisor

SLEEP_SECONDS = 1.0
CPU_SECONDS = 2
SLACK_SECONDS = 0.7
SLEEP = Job(f"import time; time.sleep({SLEEP_SECONDS})")
ENDLESS = Job("while True: pass")
SMALL = Job("import torch\nw = torch.ones(2, requires_grad=True)\n(3 * w).sum().backward()\n")


@pytest.fixture
def verifier():
    with Supervisor(Limits(cpu_seconds=CPU_SECONDS)) as supervisor:
        assert supervisor.wait_ready(120)
        local = LocalVerifier({"2.13.0": supervisor})
        local.submit(SMALL, 30)
        yield local


def seconds_for(verifier, client):
    began = time.monotonic()
    assert verifier.submit(SMALL, 30, client).verdict.outcome == "passed"
    return time.monotonic() - began


def fill(verifier, job, clients):
    """Send until nothing more is taken; how many were."""
    taken = []
    for client in clients:
        with pytest.raises(Refused) as refused:
            for _ in range(1000):
                taken.append(verifier.submit(job, 0, client).id)
        assert isinstance(refused.value.refusal, Busy)
    return taken


def test_a_queue_that_two_clients_fill_lets_a_third_in_behind_what_runs(verifier):
    taken = fill(verifier, SLEEP, ("203.0.113.1", "203.0.113.2"))
    assert len(taken) >= 64
    waits = [seconds_for(verifier, "198.51.100.7") for _ in range(3)]
    assert waits[0] < SLEEP_SECONDS + SLACK_SECONDS
    assert max(waits) < SLEEP_SECONDS + SLACK_SECONDS


def test_what_gave_way_says_so_and_when_to_come_back(verifier):
    taken = fill(verifier, SLEEP, ("a", "b", "c"))
    for number in range(4):
        verifier.submit(SMALL, 0, f"modest {number}")
    refusals = []
    for job_id in taken:
        try:
            verifier.read(job_id)
        except Refused as refused:
            refusals.append(refused.refusal)
    assert refusals and all(isinstance(refusal, Busy) and refusal.retry_after_seconds >= 1 for refusal in refusals)


def count_in(verifier, client, seconds):
    """How many verdicts a client gets that sends one job after the other."""
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        verifier.submit(SMALL, 30, client)
        count += 1
    return count


def test_endless_loops_of_one_client_leave_another_its_share(verifier):
    alone = count_in(verifier, "honest", 3)
    for _ in range(12):
        verifier.submit(ENDLESS, 0, "greedy")
    time.sleep(0.2)
    verifier.submit(SMALL, 30, "honest")  # the loops that run already are not stopped for it
    beside = count_in(verifier, "honest", 3)
    assert beside > alone / 8, (alone, beside)  # half on an idle machine; other tests run beside


def test_programs_leave_the_service_its_share_of_the_processors(verifier):
    niceness = int(verifier.submit(Job("import os\nprint(os.getpriority(os.PRIO_PROCESS, 0))"), 30).verdict.stdout)
    assert niceness >= os.getpriority(os.PRIO_PROCESS, 0) + 10
