"""A bounded queue that serves its clients in turn, however much each of them has put in."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class QueueFull(Exception):
    """As much waits as may wait, in all or of this client."""


class FairQueue(Generic[Item]):
    """First in, first out for each client; the clients take turns."""

    def __init__(self, limit: int, limit_per_client: int) -> None:
        """At most `limit` items wait in all, and `limit_per_client` of each client."""
        self._limit = limit
        self._limit_per_client = limit_per_client
        self._waiting: OrderedDict[str, deque[Item]] = OrderedDict()
        self._size = 0
        self._filled = threading.Condition()

    def __len__(self) -> int:
        """How many items wait."""
        return self._size

    def put(self, client: str, item: Item) -> None:
        """Add an item; raises `QueueFull`."""
        with self._filled:
            theirs = self._waiting.get(client)
            if self._size >= self._limit or (theirs is not None and len(theirs) >= self._limit_per_client):
                raise QueueFull
            self._waiting.setdefault(client, deque()).append(item)
            self._size += 1
            self._filled.notify()

    def get(self) -> Item:
        """The next item of the client whose turn it is; waits for one."""
        with self._filled:
            self._filled.wait_for(lambda: self._size > 0)
            client, theirs = self._waiting.popitem(last=False)
            item = theirs.popleft()
            self._size -= 1
            if theirs:
                self._waiting[client] = theirs  # at the end of the line
            return item
