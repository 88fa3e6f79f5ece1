"""How the service reaches the verifier: over its Unix socket, wherever that process runs."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.verifier.framing import BrokenMessage, Job, Verdict, receive_message, send_message

CONNECT_SECONDS = 5.0


class VerifierUnavailable(Exception):
    """The verifier does not answer, is starting, or has lost the job."""


class VerifierBusy(Exception):
    """The verifier takes no more jobs now."""

    def __init__(self, retry_after_seconds: int) -> None:
        """Name the seconds after which to try again."""
        super().__init__(f"the verifier's queue is full; try again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class ForeignCodeRefused(Exception):
    """The sandbox lacks a layer that foreign code needs."""

    def __init__(self, missing: list[str]) -> None:
        """Name the layers."""
        super().__init__(f"the sandbox lacks: {', '.join(missing)}")
        self.missing = missing


class NoSuchTorch(Exception):
    """Programs cannot be run on that version of torch."""

    def __init__(self, versions: list[str]) -> None:
        """Name the versions there are."""
        super().__init__(f"there are: {', '.join(versions)}")
        self.versions = versions


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

    def submit(self, job: Job, wait_seconds: float, client: str = "") -> JobState:
        """Have a job run for `client`; wait for the verdict at most so long.

        Raises `VerifierUnavailable`, `VerifierBusy`, `ForeignCodeRefused` or `NoSuchTorch`.
        """
        return self._state({"operation": "submit", "job": job, "client": client, "wait_seconds": wait_seconds})

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
        if "error" in reply:
            raise as_exception(reply)
        return reply


def as_exception(reply: dict[str, Any]) -> Exception:
    """The exception that a reply with an error stands for."""
    match reply["error"]:
        case "unknown_id" | "lost":
            return UnknownJob()
        case "busy":
            return VerifierBusy(int(reply["retry_after_seconds"]))
        case "foreign_code_refused":
            return ForeignCodeRefused(reply["missing"])
        case "no_such_torch":
            return NoSuchTorch(reply["torch_versions"])
        case "starting":
            return VerifierUnavailable("the verifier is starting")
        case other:
            return VerifierUnavailable(str(other))
