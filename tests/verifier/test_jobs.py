"""Accepted jobs: kept for a while under ids that nobody can guess, then forgotten; never more than fits."""

import threading
import time

import pytest

from service.verifier import jobs
from service.verifier.contract import Busy, Job, Observers, Refused, RepairOrder, UnknownJob, Verdict
from service.verifier.jobs import JobTable


def echo(job):
    return Verdict("passed", Observers([], []), stdout=job.code)


def test_a_verdict_is_kept_and_then_forgotten(monkeypatch):
    table = JobTable(echo, parallel=1)
    job_id = table.submit(Job("1"), "a")
    assert table.read(job_id, 5) == ("done", echo(Job("1")))
    monkeypatch.setattr(jobs, "KEPT_SECONDS", 0.0)
    time.sleep(0.01)
    assert refusal_of(table.read, job_id, 0) == UnknownJob()


def refusal_of(function, *arguments):
    with pytest.raises(Refused) as refused:
        function(*arguments)
    return refused.value.refusal


def test_ids_are_long_and_differ():
    table = JobTable(echo, parallel=1)
    ids = {table.submit(Job("1"), str(number)) for number in range(50)}
    assert len(ids) == 50
    assert min(map(len, ids)) >= 40


def test_an_id_of_another_run_and_nonsense_are_unknown():
    table, other = JobTable(echo, parallel=1), JobTable(echo, parallel=1)
    assert refusal_of(table.read, other.submit(Job("1"), "a"), 0) == UnknownJob()
    assert refusal_of(table.read, "nonsense", 0) == UnknownJob()


def test_our_own_failure_is_a_fault_and_not_the_code_s():
    table = JobTable(lambda job: job.missing, parallel=1)
    _, verdict = table.read(table.submit(Job("1"), "a"), 5)
    assert verdict.outcome == "sandbox_fault"


def test_no_more_is_taken_than_may_wait_or_be_kept(monkeypatch):
    gate = threading.Event()
    table = JobTable(lambda job: gate.wait(10) and echo(job), parallel=1)
    with pytest.raises(Refused) as refused:
        for number in range(1_000):
            table.submit(Job("1"), str(number))
    assert isinstance(refused.value.refusal, Busy)
    assert 1 <= refused.value.refusal.retry_after_seconds <= jobs.LONGEST_RETRY_SECONDS
    assert table.waiting() == jobs.WAITING_JOBS
    gate.set()


def test_a_repair_counts_as_the_jobs_that_it_takes():
    gate = threading.Event()
    table = JobTable(lambda job: gate.wait(10) and echo(job), parallel=1)
    repair = Job("1", repair=RepairOrder())
    taken = taken_of(table, repair, "203.0.113.1")
    assert len(taken) == jobs.WAITING_JOBS_PER_CLIENT // jobs.TURNS_OF_REPAIR
    assert len(taken_of(table, Job("1"), "198.51.100.7")) == jobs.WAITING_JOBS_PER_CLIENT
    gate.set()


def taken_of(table, job, client):
    """Send until nothing more is taken; what was."""
    taken = []
    with pytest.raises(Refused):
        for _ in range(1_000):
            taken.append(table.submit(job, client))
    return taken


def test_who_sends_repairs_does_not_starve_another_address():
    order = []
    gate = threading.Event()
    table = JobTable(lambda job: (gate.wait(10) and order.append(job.code)) or slow_repair(job), parallel=1)
    for number in range(4):
        table.submit(Job(f"repair {number}", repair=RepairOrder()), "203.0.113.1")
    small = [table.submit(Job(f"small {number}"), "198.51.100.7") for number in range(8)]
    gate.set()
    for job_id in small:
        table.read(job_id, 5)
    assert order[:9] == ["repair 0", *(f"small {number}" for number in range(8))]


def slow_repair(job):
    """As if a repair had used a second of a processor, and anything else a tenth."""
    return Verdict("passed", Observers([], []), stdout=job.code, cpu_ms=1_000.0 if job.repair else 100.0)


def test_when_to_come_back_counts_the_turns_that_wait():
    gate = threading.Event()
    table = JobTable(lambda job: gate.wait(10) and echo(job), parallel=1)
    with pytest.raises(Refused) as refused:
        for number in range(1_000):
            table.submit(Job("1", repair=RepairOrder()), str(number))
    expected = jobs.WAITING_JOBS * jobs.TURNS_OF_REPAIR * jobs.FIRST_GUESS_SECONDS
    assert expected <= refused.value.refusal.retry_after_seconds <= expected + 1
    gate.set()


def test_verdicts_take_no_more_memory_than_they_may(monkeypatch):
    monkeypatch.setattr(jobs, "KEPT_BYTES", 10_000)
    table = JobTable(echo, parallel=1)
    small = table.submit(Job("1"), "modest")
    table.read(small, 5)
    large = [table.submit(Job("x" * 4_000), "greedy") for _ in range(6)]
    for job_id in large[3:]:
        table.read(job_id, 5)
    table.submit(Job("1"), "third")
    assert refusal_of(table.read, large[0], 0) == UnknownJob()
    assert table.read(small, 0)[0] == "done"
