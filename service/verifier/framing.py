"""Messages between processes: length-limited JSON, never pickle."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024
_HEADER = struct.Struct("!I")

Job = dict[str, Any]
Verdict = dict[str, Any]


def has_ranks(job: Job) -> bool:
    """Whether a job runs as several processes; foreign code never does."""
    return int(job.get("world_size", 1)) > 1 and not job.get("foreign")


class BrokenMessage(Exception):
    """The peer sent something that is not one of our messages."""


def send_message(connection: socket.socket, data: dict[str, Any]) -> None:
    """Send one message; raises `BrokenMessage` when it is over the limit."""
    body = json.dumps(data).encode()
    if len(body) > MESSAGE_LIMIT_BYTES:
        raise BrokenMessage(f"a message has at most {MESSAGE_LIMIT_BYTES} bytes, this one {len(body)}")
    connection.sendall(_HEADER.pack(len(body)) + body)


def receive_message(connection: socket.socket) -> dict[str, Any]:
    """Receive one message; raises `BrokenMessage` or `OSError`."""
    (length,) = _HEADER.unpack(_receive_exactly(connection, _HEADER.size))
    if length > MESSAGE_LIMIT_BYTES:
        raise BrokenMessage(f"a message has at most {MESSAGE_LIMIT_BYTES} bytes, this one announces {length}")
    return decode(_receive_exactly(connection, length))


def decode(body: bytes) -> dict[str, Any]:
    """Decode a JSON object; raises `BrokenMessage`."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenMessage("a message is a JSON object, not nested deeply") from error
    if not isinstance(data, dict):
        raise BrokenMessage("a message is a JSON object")
    return data


def _receive_exactly(connection: socket.socket, length: int) -> bytes:
    chunks: list[bytes] = []
    while length:
        chunk = connection.recv(min(length, 65_536))
        if not chunk:
            raise BrokenMessage("the connection ended in the middle of a message")
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)
