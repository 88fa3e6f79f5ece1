"""The verifier as a service on a Unix socket. It has no network and no database."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import struct
from pathlib import Path

from service.verifier.contract import AskStatus, BrokenRequest, Read, Refused, Reply, Request, Submit, Verifier
from service.verifier.framing import BrokenMessage, encode, pack, receive

IDLE_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 30.0
SOCKET_MODE = 0o660


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
            self.request.sendall(pack(encode(self._reply())))

    def _reply(self) -> Reply:
        try:
            return self.server.answer(receive(self.request.recv, Request))
        except BrokenMessage as broken:
            return BrokenRequest(str(broken))
        except Refused as refused:
            return refused.refusal


class VerifierServer(socketserver.ThreadingUnixStreamServer):
    """Serves a verifier over a socket."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, verifier: Verifier) -> None:
        """Bind `path` (mode 0660, in place of a leftover socket)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        super().__init__(str(path), Handler)
        path.chmod(SOCKET_MODE)
        self._path, self._bound = path, path.stat()
        self._verifier = verifier

    def knows(self, connection: socket.socket) -> bool:
        """Whether the peer is the superuser, this user, or in the socket's group, by the kernel's word."""
        if not hasattr(socket, "SO_PEERCRED"):
            return True  # elsewhere the socket's mode has to do
        size = struct.calcsize("3i")
        _, uid, gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        return uid in (0, os.geteuid()) or gid == self._bound.st_gid

    def leave_socket(self) -> None:
        """Remove the socket, unless another verifier listens there by now."""
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._bound.st_ino:
                self._path.unlink()

    def answer(self, request: Request) -> Reply:
        """Answer one request; raises `Refused`."""
        match request:
            case Submit(job=job, client=client, wait_seconds=seconds):
                return self._verifier.submit(job, min(seconds, LONGEST_WAIT_SECONDS), client)
            case Read(id=job_id, wait_seconds=seconds):
                return self._verifier.read(job_id, min(seconds, LONGEST_WAIT_SECONDS))
            case AskStatus():
                return self._verifier.status()
