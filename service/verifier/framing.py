"""Messages between processes: JSON of limited length, read with a schema and never unpickled."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 65_536
HEADER = struct.Struct("!I")

Wanted = TypeVar("Wanted")


class BrokenMessage(Exception):
    """The peer sent something that is not one of our messages."""


def pack(body: bytes) -> bytes:
    """A body behind its length; raises `BrokenMessage` when it is over the limit."""
    if len(body) > MESSAGE_LIMIT_BYTES:
        raise BrokenMessage(f"a message has at most {MESSAGE_LIMIT_BYTES} bytes, this one {len(body)}")
    return HEADER.pack(len(body)) + body


def unpack(received: bytes | bytearray, limit_bytes: int) -> bytes | None:
    """The first body in what was received; None while it is not whole. Raises `BrokenMessage`."""
    if len(received) < HEADER.size:
        return None
    (length,) = HEADER.unpack_from(received)
    if length > limit_bytes:
        raise BrokenMessage(f"a message has at most {limit_bytes} bytes, this one announces {length}")
    end = HEADER.size + length
    return bytes(received[HEADER.size : end]) if len(received) >= end else None


def receive(read: Callable[[int], bytes], wanted: type[Wanted] | Any) -> Wanted:  # noqa: ANN401 - mypy knows no type of a union
    """Read one message through `read(at_most)`; raises `BrokenMessage`, and what `read` raises."""
    (length,) = HEADER.unpack(read_exactly(read, HEADER.size))
    if length > MESSAGE_LIMIT_BYTES:
        raise BrokenMessage(f"a message has at most {MESSAGE_LIMIT_BYTES} bytes, this one announces {length}")
    found: Wanted = decode(read_exactly(read, length), wanted)
    return found


def encode(message: msgspec.Struct) -> bytes:
    """A message as JSON."""
    return msgspec.json.encode(message)


def decode(body: bytes, wanted: type[Wanted] | Any) -> Wanted:  # noqa: ANN401 - as above
    """The message that `body` is; raises `BrokenMessage` for anything that is not a `wanted`."""
    try:
        found: Wanted = make_decoder(wanted).decode(body)  # type: ignore[arg-type]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenMessage(str(error)) from error
    return found


@cache
def make_decoder(wanted: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 - a type, or a union of some
    """What reads a `wanted`; made once, which takes longer than reading."""
    return msgspec.json.Decoder(wanted)


def read_exactly(read: Callable[[int], bytes], length: int) -> bytes:
    """Read so many bytes; raises `BrokenMessage` at the end of the stream."""
    chunks: list[bytes] = []
    while length:
        chunk = read(min(length, CHUNK_BYTES))
        if not chunk:
            raise BrokenMessage("the stream ended in the middle of a message")
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)
