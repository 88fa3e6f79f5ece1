"""The verifier as a service on a Unix socket: accepts jobs and gives verdicts. It has no network and no database."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
from pathlib import Path
from typing import Any

from service.verifier.framing import BrokenMessage, receive_message, send_message
from service.verifier.jobs import JobTable, QueueFull
from service.verifier.supervisor import ISOLATION, Supervisor

IDLE_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 30.0
SOCKET_MODE = 0o660


class Handler(socketserver.BaseRequestHandler):
    """One connection carries one request and its reply."""

    server: VerifierServer
    request: socket.socket

    def handle(self) -> None:
        """Answer one request; a broken one gets a reply that says so."""
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

    def __init__(self, path: Path, supervisor: Supervisor) -> None:
        """Bind `path` (mode 0660, in place of a leftover socket) and start taking jobs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        super().__init__(str(path), Handler)
        path.chmod(SOCKET_MODE)
        self._supervisor = supervisor
        self._jobs = JobTable(supervisor.run, parallel=os.cpu_count() or 1)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer one request."""
        operation = request.get("operation")
        wait_seconds = min(float(request.get("wait_seconds", 0)), LONGEST_WAIT_SECONDS)
        if operation == "submit":
            try:
                job_id = self._jobs.submit(request["job"])
            except QueueFull:
                return {"error": "queue_full"}
            return self._describe(job_id, wait_seconds)
        if operation == "read":
            return self._describe(str(request.get("id")), wait_seconds)
        if operation == "status":
            return {"ready": self._supervisor.ready, "layers": ISOLATION}
        return {"error": f"unknown operation {operation!r}"}

    def _describe(self, job_id: str, wait_seconds: float) -> dict[str, Any]:
        found = self._jobs.read(job_id, wait_seconds)
        if found is None:
            return {"error": "unknown_id"}
        return {"id": job_id, "status": found[0], "verdict": found[1]}
