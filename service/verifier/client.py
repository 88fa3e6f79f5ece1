"""How the service reaches the verifier: over its Unix socket, wherever that process runs."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.verifier.framing import BrokenMessage, receive_message, send_message
from service.verifier.supervisor import Job, Verdict

CONNECT_SECONDS = 5.0


class VerifierUnavailable(Exception):
    """The verifier does not answer, or takes no more jobs now."""


class UnknownJob(Exception):
    """No job with that id is kept (any more)."""


@dataclass(frozen=True)
class JobState:
    """A job as the verifier knows it."""

    id: str
    status: str
    verdict: Verdict | None


class VerifierClient:
    """Talks to the verifier at one socket."""

    def __init__(self, socket_path: Path) -> None:
        """`socket_path` is where the verifier listens; nothing is opened yet."""
        self._path = socket_path

    def submit(self, job: Job, wait_seconds: float) -> JobState:
        """Have a job run; wait for the verdict at most so long. Raises `VerifierUnavailable`."""
        return self._state({"operation": "submit", "job": job, "wait_seconds": wait_seconds})

    def read(self, job_id: str, wait_seconds: float = 0.0) -> JobState:
        """State of a job; raises `UnknownJob` or `VerifierUnavailable`."""
        return self._state({"operation": "read", "id": job_id, "wait_seconds": wait_seconds})

    def status(self) -> dict[str, Any]:
        """Whether it is ready, and the layers of confinement in force; raises `VerifierUnavailable`."""
        return self._ask({"operation": "status"})

    def _state(self, request: dict[str, Any]) -> JobState:
        reply = self._ask(request)
        return JobState(reply["id"], reply["status"], reply["verdict"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(CONNECT_SECONDS + float(request.get("wait_seconds", 0)))
                connection.connect(str(self._path))
                send_message(connection, request)
                reply = receive_message(connection)
        except (OSError, BrokenMessage) as error:
            raise VerifierUnavailable("the verifier does not answer") from error
        if reply.get("error") == "unknown_id":
            raise UnknownJob
        if "error" in reply:
            raise VerifierUnavailable(
                "the verifier's queue is full" if reply["error"] == "queue_full" else reply["error"]
            )
        return reply
