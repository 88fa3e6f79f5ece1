"""The queue in front of the pool: bounded, and fair between clients by what each has used."""

import threading
import time

import pytest

from service.verifier.fair_queue import HALF_LIFE_SECONDS, KEPT_SECONDS, PATIENCE_SECONDS, FairQueue, QueueFull


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def serve(queue, seconds=0.0):
    """Take the next item and finish it at once."""
    name, item, turns = queue.get()
    queue.done(name, seconds, turns)
    return item


def put_all(queue, name, count):
    for number in range(count):
        queue.put(name, f"{name} {number}")


def test_clients_take_turns_however_much_each_puts_in():
    queue = FairQueue(100, 100)
    put_all(queue, "greedy", 5)
    put_all(queue, "modest", 1)
    put_all(queue, "third", 1)
    order = [serve(queue, 0.5) for _ in range(7)]
    assert order == ["greedy 0", "modest 0", "third 0", "greedy 1", "greedy 2", "greedy 3", "greedy 4"]


def test_what_runs_counts():
    queue = FairQueue(100, 100)
    put_all(queue, "a", 3)
    assert queue.get() == ("a", "a 0", 1)
    put_all(queue, "b", 2)
    assert [queue.get()[1] for _ in range(4)] == ["b 0", "a 1", "b 1", "a 2"]


def test_turns_are_shared_by_seconds_and_not_by_number(clock):
    queue = FairQueue(100, 100, clock=clock)
    put_all(queue, "long", 3)
    put_all(queue, "short", 20)
    order = [item.split()[0] for item in (serve(queue, 10 if queue_next(queue) == "long" else 1) for _ in range(22))]
    assert order[:2] == ["long", "short"] and order.index("long", 1) >= 10


def queue_next(queue):
    return queue._choose()


def test_what_was_used_is_forgotten(clock):
    queue = FairQueue(100, 100, clock=clock)
    put_all(queue, "was greedy", 1)
    serve(queue, 30)
    clock.now += 20 * HALF_LIFE_SECONDS
    put_all(queue, "other", 1)
    serve(queue, 5)
    assert queue._clients.keys() == {"other"}


def test_a_client_that_used_little_and_comes_at_once_again_is_waited_for(clock):
    queue = FairQueue(100, 100, clock=clock)
    put_all(queue, "greedy", 3)
    serve(queue, 10)
    put_all(queue, "modest", 1)
    assert serve(queue, 0.01) == "modest 0"
    clock.now += PATIENCE_SECONDS / 2
    assert queue._choose() is None
    put_all(queue, "modest", 1)
    assert serve(queue, 0.01) == "modest 0"
    clock.now += 2 * PATIENCE_SECONDS
    assert serve(queue, 10) == "greedy 1"


def test_the_last_place_is_kept_for_a_while_where_one_client_has_the_others(clock):
    queue = FairQueue(100, 100, places=2, clock=clock)
    put_all(queue, "greedy", 4)
    serve(queue, 10)
    put_all(queue, "modest", 1)
    assert serve(queue, 0.01) == "modest 0"
    clock.now += 2 * PATIENCE_SECONDS
    assert queue.get() == ("greedy", "greedy 1", 1)
    assert queue._choose() is None
    clock.now += KEPT_SECONDS
    assert queue.get() == ("greedy", "greedy 2", 1)


def test_nobody_is_waited_for_among_equals(clock):
    queue = FairQueue(100, 100, clock=clock)
    put_all(queue, "a", 2)
    put_all(queue, "b", 1)
    assert [serve(queue, 0.01), serve(queue, 0.01), serve(queue, 0.01)] == ["a 0", "b 0", "a 1"]


def test_one_that_waits_for_nobody_gets_its_item_after_a_moment():
    queue = FairQueue(100, 100)
    put_all(queue, "greedy", 2)
    serve(queue, 10)
    put_all(queue, "modest", 1)
    serve(queue, 0.01)
    began = time.monotonic()
    assert serve(queue, 10) == "greedy 1"
    assert time.monotonic() - began < 5 * PATIENCE_SECONDS


def test_it_is_bounded_for_each_client_and_what_runs_counts():
    queue = FairQueue(100, 3)
    put_all(queue, "a", 3)
    name, _, _ = queue.get()
    with pytest.raises(QueueFull):
        queue.put("a", 3)
    queue.done(name, 0.1)
    queue.put("a", 3)


def test_a_full_queue_drops_the_newest_of_the_greediest():
    queue = FairQueue(6, 4)
    put_all(queue, "a", 4)
    put_all(queue, "b", 2)
    assert queue.put("c", "c 0") == "a 3"
    assert queue.put("c", "c 1") == "a 2"
    assert len(queue) == 6
    with pytest.raises(QueueFull):
        queue.put("c", "c 2")
    with pytest.raises(QueueFull):
        queue.put("a", "a 4")
    assert queue.put("d", "d 0") in ("a 1", "b 1", "c 1")


def test_what_runs_makes_one_the_greediest():
    queue = FairQueue(4, 4)
    put_all(queue, "a", 2)
    queue.get(), queue.get()
    put_all(queue, "a", 2)
    put_all(queue, "b", 2)
    assert queue.put("c", "c 0") == "a 1"


def test_an_item_of_several_turns_counts_as_that_many():
    queue = FairQueue(100, 16)
    queue.put("repairs", "r 0", turns=8)
    queue.put("repairs", "r 1", turns=8)
    assert queue.turns == 16 and len(queue) == 2
    with pytest.raises(QueueFull):
        queue.put("repairs", "r 2")
    put_all(queue, "small", 16)
    serve(queue)
    queue.put("repairs", "r 2", turns=8)


def test_items_of_several_turns_make_one_the_greediest():
    queue = FairQueue(5, 20)
    for number in range(2):
        queue.put("repairs", f"r {number}", turns=8)
    put_all(queue, "small", 3)
    assert queue.put("other", "other 0") == "r 1"
    with pytest.raises(QueueFull):
        queue.put("third", "t 0", turns=8)
    assert queue.turns == 12


def test_it_waits_for_an_item():
    queue = FairQueue(4, 4)
    threading.Timer(0.1, queue.put, ("a", 1)).start()
    assert queue.get() == ("a", 1, 1)
