"""The queue in front of the pool: bounded, and fair between clients."""

import pytest

from service.verifier.fair_queue import FairQueue, QueueFull


def drain(queue):
    return [queue.get() for _ in range(len(queue))]


def test_clients_take_turns_however_much_each_puts_in():
    queue = FairQueue(100, 100)
    for number in range(5):
        queue.put("greedy", f"greedy {number}")
    queue.put("modest", "modest 0")
    queue.put("third", "third 0")
    assert drain(queue) == ["greedy 0", "modest 0", "third 0", "greedy 1", "greedy 2", "greedy 3", "greedy 4"]


def test_it_is_bounded_in_all_and_for_each_client():
    queue = FairQueue(4, 3)
    for number in range(3):
        queue.put("a", number)
    with pytest.raises(QueueFull):
        queue.put("a", 3)
    queue.put("b", 0)
    with pytest.raises(QueueFull):
        queue.put("c", 0)
    drain(queue)
    queue.put("a", 3)


def test_a_client_that_comes_back_waits_for_its_turn():
    queue = FairQueue(10, 10)
    queue.put("a", "a0")
    queue.put("b", "b0")
    assert queue.get() == "a0"
    queue.put("a", "a1")
    assert drain(queue) == ["b0", "a1"]
