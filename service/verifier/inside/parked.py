"""A confined child's life: wait for a job, run it, hand in the record, and wait to be ended."""

from __future__ import annotations

import json
import os
import select
import struct
import time
from typing import Any, NoReturn

from service.verifier.inside.job import Data, run_job
from service.verifier.inside.ranks import run_ranks
from service.verifier.inside.selftest import probe_layers
from service.verifier.inside.warmth import rehearse

HEADER = struct.Struct("!I")
STARTED = b"s"
LINGER_SECONDS = 5


def run_when_told(channel: int, *, ranks: bool) -> NoReturn:
    """Park until a job comes over `channel`; run it; send the record back."""
    if not select.select([channel], [], [], 0)[0]:  # a job that waits already is the better rehearsal
        rehearse()
    job = receive(channel)
    os.write(channel, STARTED)
    if "probes" in job:
        send(channel, probe_layers(job["probes"]))
    elif ranks:
        send(channel, run_ranks(job))
    else:
        send(channel, run_job(job))
    time.sleep(LINGER_SECONDS)  # the supervisor ends us as soon as it has the record
    os._exit(0)


def receive(channel: int) -> Any:  # noqa: ANN401 - any JSON
    """Receive one length-prefixed JSON message; ends the process where the other end is gone."""
    (length,) = HEADER.unpack(read_exactly(channel, HEADER.size))
    return json.loads(read_exactly(channel, length))


def send(channel: int, record: Data) -> None:
    """Send one length-prefixed JSON message."""
    body = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    data = memoryview(HEADER.pack(len(body)) + body)
    while data:
        data = data[os.write(channel, data) :]


def read_exactly(descriptor: int, length: int) -> bytes:
    """Read `length` bytes; ends the process at the end of the stream."""
    chunks: list[bytes] = []
    while length:
        chunk = os.read(descriptor, length)
        if not chunk:
            os._exit(0)
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)
