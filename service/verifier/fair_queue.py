"""A bounded queue that shares what runs among its clients, however much each of them puts in.

The next item is that of the client with the fewest running, then of the one that has used least lately. What a client
has used is forgotten by halves. An item that takes as long as several others counts as that many turns.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

HALF_LIFE_SECONDS = 60.0
FORGOTTEN_SECONDS = 0.01
# A client that has used much less than the next one and had an item a moment ago may have its next one soon: it is
# waited for, or a client that sends one after the other would lose its place to long items between any two of its own.
PATIENCE_SECONDS = 0.05
# So long the last place is kept free for such a client, where one client has all the others.
KEPT_SECONDS = 5.0
MUCH_LESS_SECONDS = 1.0

Item = TypeVar("Item")


class QueueFull(Exception):
    """As much waits or runs as may, of this client or in all, and no other client has more."""


@dataclass
class Client(Generic[Item]):
    """What one client has in the queue, each item with its turns, what runs of it, and what it has used."""

    waiting: deque[tuple[Item, int]] = field(default_factory=deque)
    running: int = 0
    turns: int = 0
    used_seconds: float = 0.0
    used_until: float = 0.0
    served_at: float = 0.0

    @property
    def held(self) -> int:
        """How many turns it has, waiting or running."""
        return self.turns

    def used(self, now: float) -> float:
        """The seconds that it has used, those of long ago forgotten."""
        return self.used_seconds * math.exp2((self.used_until - now) / HALF_LIFE_SECONDS)

    def charge(self, seconds: float, now: float) -> None:
        """It has used so much more."""
        self.used_seconds, self.used_until = self.used(now) + seconds, now


class FairQueue(Generic[Item]):
    """First in, first out for each client; among the clients, who has had least comes first."""

    def __init__(
        self, limit: int, limit_per_client: int, places: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """At most `limit` items wait in all, `limit_per_client` turns of each client wait or run, and `places` run."""
        self._places = places
        self._limit = limit
        self._limit_per_client = limit_per_client
        self._clock = clock
        self._clients: dict[str, Client[Item]] = {}
        self._size = 0
        self._turns = 0
        self._changed = threading.Condition()

    def __len__(self) -> int:
        """How many items wait."""
        return self._size

    @property
    def turns(self) -> int:
        """How many turns wait."""
        return self._turns

    def put(self, name: str, item: Item, turns: int = 1) -> Item | None:
        """Add an item of a client that counts as so many turns; raises `QueueFull`.

        Where the queue is full, the newest item of the client that holds most gives way to one that holds less; it
        is returned.
        """
        with self._changed:
            client = self._clients.setdefault(name, Client())
            if client.held + turns > self._limit_per_client:
                raise QueueFull
            dropped = self._make_room(client, turns) if self._size >= self._limit else None
            client.waiting.append((item, turns))
            client.turns += turns
            self._size += 1
            self._turns += turns
            self._changed.notify_all()
        return dropped

    def get(self) -> tuple[str, Item, int]:
        """The next item with its client and its turns; waits for one. `done` must be told when it is finished."""
        with self._changed:
            while (name := self._choose()) is None:
                self._changed.wait(PATIENCE_SECONDS if self._size else None)
            client = self._clients[name]
            client.running += 1
            item, turns = client.waiting.popleft()
            self._size -= 1
            self._turns -= turns
            return name, item, turns

    def done(self, name: str, seconds: float, turns: int = 1) -> None:
        """An item of so many turns is finished and has used so many seconds of a processor, or of its place."""
        with self._changed:
            client, now = self._clients[name], self._clock()
            client.running -= 1
            client.turns -= turns
            client.charge(seconds, now)
            client.served_at = now
            self._forget(now)
            self._changed.notify_all()

    def _choose(self) -> str | None:
        """The client whose turn it is; None where none waits, or one is waited for."""
        now = self._clock()
        waiting = [name for name, client in self._clients.items() if client.waiting]
        if not waiting:
            return None
        chosen = min(waiting, key=lambda name: (self._clients[name].running, self._clients[name].used(now)))
        return None if self._expects_another(self._clients[chosen], now) else chosen

    def _expects_another(self, chosen: Client[Item], now: float) -> bool:
        """Whether a client that has used much less may have its next item soon."""
        takes_last_place = self._places > 1 and chosen.running + 1 >= self._places
        since = now - (KEPT_SECONDS if takes_last_place else PATIENCE_SECONDS)
        bearable = chosen.used(now) - MUCH_LESS_SECONDS
        return any(
            not client.held and client.served_at > since and client.used(now) < bearable
            for client in self._clients.values()
        )

    def _make_room(self, client: Client[Item], turns: int) -> Item:
        greediest = max((other for other in self._clients.values() if other.waiting), key=lambda other: other.held)
        if greediest.held <= client.held + turns:
            raise QueueFull
        item, dropped = greediest.waiting.pop()
        greediest.turns -= dropped
        self._size -= 1
        self._turns -= dropped
        return item

    def _forget(self, now: float) -> None:
        """Let go of clients that have nothing here and have used next to nothing."""
        for name in [name for name, client in self._clients.items() if not client.held]:
            client = self._clients[name]
            if client.used(now) < FORGOTTEN_SECONDS and now - client.served_at > KEPT_SECONDS:
                del self._clients[name]
