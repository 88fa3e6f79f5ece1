"""Each user and each item has a vector that is trained, those with the number 0 too."""

import torch
from torch.func import grad
from torch.nn.functional import one_hot


def loss_of(users, items, run):
    """The mean squared error of the factorisation, over one-hot rows; a table may have a row more in front."""
    user, item = run["user"] + len(users) - 6, run["item"] + len(items) - 10
    predicted = ((one_hot(user, len(users)).float() @ users) * (one_hot(item, len(items)).float() @ items)).sum(1)
    return ((predicted - run["rating"]) ** 2).mean()


def check_gradients(run):
    """At each of the 200 steps each row of both tables has the gradient that torch.func finds for the mean squared error.
    200 步中的每一步，两张表的每一行梯度都等于 torch.func 对均方误差求得的梯度。"""
    tables = [run["model"].users.weight, run["model"].items.weight]
    assert len(run.steps) == 200
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1))(*(step.value(table) for table in tables), run)
        for table, gradient in zip(tables, expected):
            assert step.gradient(table) is not None, "a table has no gradient"
            assert torch.allclose(step.gradient(table).to_dense(), gradient, atol=1e-5)


def check_ratings(run):
    """In the end the mean squared error is below 0.1.
    最后的均方误差小于 0.1。"""
    assert run["loss"] < 0.1


def first_row(run):
    """The row of user 0."""
    return len(run["model"].users.weight) - 6


def moved(run, row):
    table = run["model"].users.weight
    return (table[row] - run.steps[0].value(table)[row]).abs().max().item()


def measure(run):
    rows = range(first_row(run), len(run["model"].users.weight))
    return {
        "loss": run["loss"].item(),
        "moved": moved(run, first_row(run)),
        "others": min(moved(run, row) for row in rows if row != first_row(run)),
        "last": moved(run, -1),
        "row": run["model"].users.weight[first_row(run)].norm().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """No step moved the vector of user 0, and another user's was moved."""
    return moved(run, first_row(run)) == 0 and moved(run, -1) > 0
