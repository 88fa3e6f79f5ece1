"""Accepted jobs: kept for a while under ids that nobody can guess, then forgotten; never more than fits."""

import threading
import time

import pytest

from service.verifier import jobs
from service.verifier.jobs import Busy, JobTable, LostJob, UnknownJob


def echo(job):
    return {"outcome": "passed", "stdout": job["code"]}


def test_a_verdict_is_kept_and_then_forgotten(monkeypatch):
    table = JobTable(echo, parallel=1)
    job_id = table.submit({"code": "1"}, "a")
    assert table.read(job_id, 5) == ("done", {"outcome": "passed", "stdout": "1"})
    monkeypatch.setattr(jobs, "KEPT_SECONDS", 0.0)
    time.sleep(0.01)
    with pytest.raises(UnknownJob):
        table.read(job_id, 0)


def test_ids_are_long_and_differ():
    table = JobTable(echo, parallel=1)
    ids = {table.submit({"code": "1"}, str(number)) for number in range(50)}
    assert len(ids) == 50
    assert min(map(len, ids)) >= 40


def test_an_id_of_another_run_is_lost_and_nonsense_is_unknown():
    table, other = JobTable(echo, parallel=1), JobTable(echo, parallel=1)
    with pytest.raises(LostJob):
        table.read(other.submit({"code": "1"}, "a"), 0)
    with pytest.raises(UnknownJob):
        table.read("nonsense", 0)


def test_our_own_failure_is_a_fault_and_not_the_code_s():
    table = JobTable(lambda job: job["missing"], parallel=1)
    _, verdict = table.read(table.submit({"code": "1"}, "a"), 5)
    assert verdict["outcome"] == "sandbox_fault"


def test_no_more_is_taken_than_may_wait_or_be_kept(monkeypatch):
    gate = threading.Event()
    table = JobTable(lambda job: gate.wait(10) and echo(job), parallel=1)
    with pytest.raises(Busy) as busy:
        for number in range(1_000):
            table.submit({"code": "1"}, str(number))
    assert 1 <= busy.value.retry_after_seconds <= jobs.LONGEST_RETRY_SECONDS
    assert table.waiting() == jobs.WAITING_JOBS
    gate.set()


def test_verdicts_take_no_more_memory_than_they_may(monkeypatch):
    monkeypatch.setattr(jobs, "KEPT_BYTES", 1_000)
    table = JobTable(echo, parallel=1)
    small = table.submit({"code": "1"}, "modest")
    table.read(small, 5)
    large = [table.submit({"code": "x" * 400}, "greedy") for _ in range(6)]
    for job_id in large[3:]:
        table.read(job_id, 5)
    table.submit({"code": "1"}, "third")
    with pytest.raises(UnknownJob):
        table.read(large[0], 0)
    assert table.read(small, 0)[0] == "done"
