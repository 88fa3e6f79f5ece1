"""A confined child's life: wait for a job, run it, hand in the record, and wait to be ended."""

from __future__ import annotations

import os
import select
import time
from typing import NoReturn

import msgspec

from service.verifier.contract import Job, LayerProbe, RepairOrder, Task
from service.verifier.framing import encode, pack, receive
from service.verifier.inside.escapes import attempt_escapes
from service.verifier.inside.job import fit_record, run_job
from service.verifier.inside.ranks import run_ranks
from service.verifier.inside.repairs.job import run_repair
from service.verifier.inside.warmth import rehearse
from service.verifier.limits import Limits

LINGER_SECONDS = 5
QUIET_SECONDS = 0.03


def run_when_told(channel: int, limits: Limits) -> NoReturn:
    """Park until a task comes over `channel`; announce that it begins, do it, and hand in what came of it."""
    if not select.select([channel], [], [], QUIET_SECONDS)[0]:  # where jobs wait, the next one is the rehearsal
        rehearse()
    task: Task = receive(lambda length: os.read(channel, length), Task)
    write(channel, b"")
    write(channel, encode(perform(task, limits)))
    time.sleep(LINGER_SECONDS)  # the supervisor ends us as soon as it has the record
    os._exit(0)


def perform(task: Task, limits: Limits) -> msgspec.Struct:
    """Do what a task says; a further kind of task has its line here."""
    match task:
        case Job(repair=RepairOrder()):
            return run_repair(task)
        case Job():
            return fit_record(run_ranks(task) if task.has_ranks else run_job(task), limits.record_bytes)
        case LayerProbe():
            return attempt_escapes(task)


def write(channel: int, body: bytes) -> None:
    """Send one message."""
    data = memoryview(pack(body))
    while data:
        data = data[os.write(channel, data) :]
