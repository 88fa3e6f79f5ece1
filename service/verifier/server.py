"""The verifier as a service on a Unix socket: accepts jobs and gives verdicts. It has no network and no database."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.verifier.framing import BrokenMessage, Job, receive_message, send_message
from service.verifier.jobs import Busy, JobTable, LostJob, UnknownJob
from service.verifier.supervisor import Supervisor
from service.verifier.unconfined import UnconfinedSupervisor

IDLE_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 30.0
SOCKET_MODE = 0o660
Reply = dict[str, Any]


class Handler(socketserver.BaseRequestHandler):
    """One connection carries one request and its reply."""

    server: VerifierServer
    request: socket.socket

    def handle(self) -> None:
        """Answer one request; a broken one gets a reply that says so, a stranger gets none."""
        if not self.server.knows(self.request):
            return
        self.request.settimeout(IDLE_SECONDS + LONGEST_WAIT_SECONDS)
        with contextlib.suppress(OSError):
            try:
                reply = self.server.answer(receive_message(self.request))
            except BrokenMessage as broken:
                reply = {"error": str(broken)}
            send_message(self.request, reply)


class VerifierServer(socketserver.ThreadingUnixStreamServer):
    """Serves `submit`, `read` and `status` requests."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, path: Path, supervisor: Supervisor | UnconfinedSupervisor, accepted_gaps: frozenset[str] = frozenset()
    ) -> None:
        """Bind `path` (mode 0660, in place of a leftover socket) and start taking jobs.

        Foreign code is refused when a required layer is missing that `accepted_gaps` does not name.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        super().__init__(str(path), Handler)
        path.chmod(SOCKET_MODE)
        self._group = path.stat().st_gid
        self._supervisor = supervisor
        self._accepted_gaps = accepted_gaps
        self._jobs = JobTable(supervisor.run, parallel=os.cpu_count() or 1)

    def knows(self, connection: socket.socket) -> bool:
        """Whether the peer is the superuser, this user, or in the socket's group, by the kernel's word."""
        if not hasattr(socket, "SO_PEERCRED"):
            return True  # elsewhere the socket's mode has to do
        size = struct.calcsize("3i")
        _, uid, gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        return uid in (0, os.geteuid()) or gid == self._group

    def answer(self, request: dict[str, Any]) -> Reply:
        """Answer one request."""
        operations: dict[str, Callable[[dict[str, Any], float], Reply]] = {
            "submit": self._submit,
            "read": lambda request, wait: self._describe(str(request.get("id")), wait),
            "status": lambda *_: self._supervisor.status() | {"foreign_code": not self._gaps(), "gaps": self._gaps()},
        }
        operation = operations.get(str(request.get("operation")))
        if operation is None:
            return {"error": f"unknown operation {request.get('operation')!r}"}
        return operation(request, min(float(request.get("wait_seconds", 0)), LONGEST_WAIT_SECONDS))

    def _submit(self, request: dict[str, Any], wait_seconds: float) -> Reply:
        job: Job = request["job"]
        if refusal := self._refuse(job, wait_seconds):
            return refusal
        try:
            job_id = self._jobs.submit(job, str(request.get("client")))
        except Busy as busy:
            return {"error": "busy", "retry_after_seconds": busy.retry_after_seconds}
        return self._describe(job_id, wait_seconds)

    def _refuse(self, job: Job, wait_seconds: float) -> Reply | None:
        """Why foreign code is not taken: the self-test is not over, layers are missing, or there is no such torch."""
        if not job.get("foreign"):
            return None
        if not self._supervisor.wait_ready(wait_seconds):
            return {"error": "starting"}
        if gaps := self._gaps():
            return {"error": "foreign_code_refused", "missing": gaps}
        versions = self._supervisor.torch_versions
        if job.get("torch_version") not in (None, *versions):
            return {"error": "no_such_torch", "torch_versions": versions}
        return None

    def _gaps(self) -> list[str]:
        return [name for name in self._supervisor.layers.missing_required() if name not in self._accepted_gaps]

    def _describe(self, job_id: str, wait_seconds: float) -> Reply:
        try:
            status, verdict = self._jobs.read(job_id, wait_seconds)
        except UnknownJob:
            return {"error": "unknown_id"}
        except LostJob:
            return {"error": "lost"}
        return {"id": job_id, "status": status, "verdict": verdict}
