"""How the service reaches the verifier: over its Unix socket, wherever that process runs."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TypeVar

from service.verifier.contract import (
    AskStatus,
    Job,
    JobState,
    Read,
    Refused,
    Reply,
    Request,
    Submit,
    Unreachable,
    VerifierStatus,
)
from service.verifier.framing import BrokenMessage, encode, pack, receive

CONNECT_SECONDS = 5.0


class VerifierClient:
    """A `Verifier` behind a socket."""

    def __init__(self, socket_path: Path) -> None:
        """`socket_path` is where the verifier listens; nothing is opened yet."""
        self._path = socket_path

    def submit(self, job: Job, wait_seconds: float, client: str = "") -> JobState:
        """Have a job run for `client` and wait for the verdict at most so long; raises `Refused`."""
        return expect(JobState, self._ask(Submit(job, client, wait_seconds), wait_seconds))

    def read(self, job_id: str, wait_seconds: float = 0.0) -> JobState:
        """State of a job after waiting at most so long; raises `Refused`."""
        return expect(JobState, self._ask(Read(job_id, wait_seconds), wait_seconds))

    def status(self) -> VerifierStatus:
        """How it is; raises `Refused` where nobody answers."""
        return expect(VerifierStatus, self._ask(AskStatus(), 0.0))

    def _ask(self, request: Request, wait_seconds: float) -> Reply:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(CONNECT_SECONDS + wait_seconds)
                connection.connect(str(self._path))
                connection.sendall(pack(encode(request)))
                reply: Reply = receive(connection.recv, Reply)
        except (OSError, BrokenMessage) as error:
            raise Refused(Unreachable()) from error
        return reply


Wanted = TypeVar("Wanted", JobState, VerifierStatus)


def expect(wanted: type[Wanted], reply: Reply) -> Wanted:
    """The reply where it is what was asked for; raises `Refused` where it is a refusal."""
    if isinstance(reply, wanted):
        return reply
    if isinstance(reply, JobState | VerifierStatus):
        raise Refused(Unreachable())
    raise Refused(reply)
