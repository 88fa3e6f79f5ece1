"""gunicorn's threaded worker, made so that slow clients cannot take its threads.

A connection gets a thread when a whole small request has arrived, or the beginning of a large one; what it sends and
takes further has a deadline, and no more than half of the threads wait for clients at a time.
"""

from __future__ import annotations

import contextlib
import errno
import re
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from gunicorn.http.message import Request
from gunicorn.workers import gthread

HEAD_SECONDS = 5.0
BODY_SECONDS = 20.0
SEND_SECONDS = 20.0
QUICK_SECONDS = 0.02
LEAVE_SECONDS = 0.5
LEAVE_CHUNKS, LEAVE_BYTES = 16, 8_192
LEAST_SECONDS = 0.001  # a timeout of 0 would mean something else

PEEKED_BYTES = 16_384  # what is larger is read by a thread

Result = TypeVar("Result")
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]{0,20}(\d{1,15})", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]{0,20}chunked[ \t]{0,20}(?:\r\n|\Z)", re.IGNORECASE)
_CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})(?:;[^\r\n]{0,200})?\r\n")  # its size, and extensions that nobody reads
_PART_OF_CHUNK_HEAD = re.compile(rb"[^\r\n]{0,208}\r?\Z")
_EXPECT = re.compile(rb"\r\nexpect:", re.IGNORECASE)  # the body comes when we have answered the head


class Patience:
    """A socket that waits for its client only so long.

    Who makes it wait for more than a moment needs one of `places`, which are fewer than the threads.
    """

    def __init__(self, connection: socket.socket, places: threading.Semaphore) -> None:
        """`expect` must come before the first `recv`."""
        self._socket = connection
        self._places = places
        self._quick_until = self._deadline = 0.0
        self._woken_at = 1
        self._is_over = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a socket has
        """Everything but reading and writing is the socket's own."""
        return getattr(self._socket, name)

    def has_arrived(self) -> bool:
        """Whether a thread should read on; if not, the kernel wakes us when what is missing is there.

        Woken before that, nothing more will come: the client has closed its side, and would wake us without end.
        """
        if self._socket.family not in (socket.AF_INET, socket.AF_INET6):  # the kernel wakes us at every byte of others
            return True
        try:
            data = self._socket.recv(PEEKED_BYTES, socket.MSG_PEEK)
        except OSError:
            return True
        missing = count_missing(data) if len(data) >= self._woken_at else 0
        self._woken_at = min(len(data) + missing, PEEKED_BYTES) if missing else 1
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, self._woken_at)
        return not missing

    def expect(self, seconds: float) -> None:
        """What is read from now on must arrive within so many seconds."""
        self._quick_until = time.monotonic() + QUICK_SECONDS
        self._deadline = time.monotonic() + seconds

    def recv(self, size: int) -> bytes:
        """Read at most so many bytes; raises `OSError`, as if the client had gone, where it is too slow."""
        return self._wait(lambda: self._socket.recv(size), self._quick_until, self._deadline)

    def sendall(self, data: bytes) -> None:
        """Write everything; raises `OSError`, as if the client had gone, where it is too slow."""
        rest = memoryview(data)
        quick_until, deadline = time.monotonic() + QUICK_SECONDS, time.monotonic() + SEND_SECONDS
        while rest:
            rest = rest[self._wait(lambda: self._socket.send(rest), quick_until, deadline) :]  # noqa: B023 - at once

    def leave(self) -> None:
        """Take leave of a client that was answered: what it still sends is read for a moment, or the kernel would cut
        off the end of the answer."""
        if self._is_over:
            return
        self._is_over = True
        self._deadline = time.monotonic() + LEAVE_SECONDS
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            for _ in range(LEAVE_CHUNKS):
                if not self._try(lambda: self._socket.recv(LEAVE_BYTES), self._deadline):
                    break

    def shutdown(self, how: int) -> None:
        """As a socket's; raises `OSError` after `leave`, so that gunicorn's loop does not wait for the client again."""
        if self._is_over:
            raise OSError(errno.ENOTCONN, "over")
        self._socket.shutdown(how)

    def _wait(self, operation: Callable[[], Result], quick_until: float, deadline: float) -> Result:
        try:
            return self._try(operation, quick_until)
        except TimeoutError:
            pass
        if not self._places.acquire(blocking=False):
            self._is_over = True
            raise OSError(errno.ECONNRESET, "too many clients are slow")
        try:
            return self._try(operation, deadline)
        except TimeoutError:
            self._is_over = True
            raise OSError(errno.ECONNRESET, "the client is too slow") from None
        finally:
            self._places.release()

    def _try(self, operation: Callable[[], Result], until: float) -> Result:
        self._socket.settimeout(max(until - time.monotonic(), LEAST_SECONDS))
        return operation()


def count_missing(data: bytes) -> int:
    """How many more bytes must arrive before a thread should look at a request; at least 1 where that is not known."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not data or len(data) >= PEEKED_BYTES or _EXPECT.search(head):
        return 0
    if not end:
        return 1
    if found := _CONTENT_LENGTH.search(head):
        return max(0, int(found[1]) - len(body))
    return count_missing_chunks(body) if _CHUNKED.search(head) else 0


def count_missing_chunks(body: bytes) -> int:
    """How many more bytes of a chunked body must arrive, at least; none after the last chunk, or after a broken one."""
    start = 0
    while found := _CHUNK_HEAD.match(body, start):
        end = found.end() + int(found[1], 16)
        if end == found.end():
            return int(not body.endswith(b"\r\n\r\n"))
        if len(body) < end + 2:
            return end + 2 - len(body)
        if body[end : end + 2] != b"\r\n":
            return 0
        start = end + 2
    return int(_PART_OF_CHUNK_HEAD.match(body, start) is not None)


class PatientWorker(gthread.ThreadWorker):
    """Answers requests in threads, of which slow clients can have a part."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as gunicorn has it
        """Half of the threads may wait for slow clients."""
        super().__init__(*args, **options)
        self._places = threading.Semaphore(max(1, self.cfg.threads // 2))

    def enqueue_req(self, conn: gthread.TConn) -> None:
        """Have a connection handled, once there is something to read."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
        else:
            conn.sock = cast(socket.socket, Patience(conn.sock, self._places))
            put_back: Future[Any] = Future()
            put_back.set_result(gthread._DEFER)  # type: ignore[attr-defined]
            self.finish_request(conn, put_back)

    def on_pending_socket_readable(self, conn: gthread.TConn, client: socket.socket) -> None:
        """Have the first request of a connection read, once it has arrived."""
        if cast(Patience, client).has_arrived():
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: gthread.TConn, client: socket.socket) -> None:
        """Have a further request of a connection read, once it has arrived."""
        if cast(Patience, client).has_arrived():
            super().on_client_socket_readable(conn, client)

    def handle(self, conn: gthread.TConn) -> bool:
        """Read and answer one request."""
        patience = cast(Patience, conn.sock)
        patience.expect(HEAD_SECONDS)
        is_kept = super().handle(conn)
        if not is_kept:
            patience.leave()
        return is_kept

    def handle_request(self, req: Request, conn: gthread.TConn) -> bool:
        """Answer a request whose head has arrived."""
        cast(Patience, conn.sock).expect(BODY_SECONDS)
        return super().handle_request(req, conn)
