"""What passes between the supervisor and a zygote: messages that a socket keeps apart, with descriptors beside them."""

from __future__ import annotations

from service.verifier.contract import Message
from service.verifier.limits import Limits


class Warm(Message):
    """The zygote has imported and warmed torch; what it is and has."""

    torch_version: str
    process_namespace: bool
    landlock_abi: int


class Fork(Message):
    """Fork a child; its channel, stdout and stderr come along as descriptors."""

    slot: int
    ranks: bool
    limits: Limits


class Ping(Message):
    """Say that you live."""


class Alive(Message):
    """The answer to `Ping`."""


class Forked(Message):
    """The child is there; its pidfd comes along."""

    slot: int


class NotForked(Message):
    """There is no child: the system has no process left."""

    slot: int


class Ended(Message):
    """The kernel's account of a child: exit code (negative: the signal; None: unknown) and resources."""

    slot: int
    exit_code: int | None
    cpu_seconds: float
    peak_memory_kib: int


ToZygote = Fork | Ping
FromZygote = Warm | Alive | Forked | NotForked | Ended
