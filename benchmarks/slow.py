"""Clients that send a byte at a time, or nothing: bounded, and on the loopback interface only."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

ADDRESS = "127.0.0.66"  # another one than that of honest clients
PAUSE_SECONDS = 0.5
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
)
CHUNKS = b"POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
WAYS = [(HEAD, b"a"), (BODY, b" "), (CHUNKS, b"1\r\n \r\n"), (b"G", b"")]


@contextlib.contextmanager
def slow_clients(port: int, count: int) -> Iterator[None]:
    """So many of them, of each way some, for as long as the block lasts."""
    over = threading.Event()
    threads = [threading.Thread(target=dribble, args=(over, port, *WAYS[n % len(WAYS)])) for n in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def dribble(over: threading.Event, port: int, first: bytes, then: bytes) -> None:
    """Connect, send something, go on a little at a time; connect again when the server has had enough."""
    while not over.is_set():
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), 10, (ADDRESS, 0)) as connection,
        ):
            connection.sendall(first)
            while not over.wait(PAUSE_SECONDS):
                connection.sendall(then)
        over.wait(PAUSE_SECONDS / 5)
