"""Two tasks share a layer; where their gradients conflict, each is projected onto the normal plane of the other."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def loss_of(shared, weight, bias, x, target):
    return mse_loss(torch.tanh(x @ shared.T) @ weight.T + bias, target)


def task_gradients(run, step):
    """For each task the gradients of the shared weight and of its head, by torch.func."""
    shared = step.value(run["shared"].weight)
    for head, target in zip(run["heads"], run["targets"]):
        values = (shared, step.value(head.weight), step.value(head.bias))
        yield grad(loss_of, argnums=(0, 1, 2))(*values, run["x"], target)


def projected(a, b):
    dot = (a * b).sum()
    if dot >= 0:
        return a + b
    return a - dot / b.square().sum() * b + b - dot / a.square().sum() * a


def check_gradients(run):
    """At each of the 20 steps the shared weight has the sum of the two tasks' projected gradients, each head its own gradient.
    20 步中的每一步，共享权重的梯度是两个任务投影后梯度之和，每个 head 是它自己的梯度。"""
    assert len(run.steps) == 20
    for step in run.steps:
        (a, *of_first), (b, *of_second) = task_gradients(run, step)
        parameters = [p for head in run["heads"] for p in (head.weight, head.bias)]
        for parameter, expected in zip(parameters, [*of_first, *of_second]):
            assert step.gradient(parameter) is not None, "a head has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)
        assert torch.allclose(step.gradient(run["shared"].weight), projected(a, b), atol=1e-4)


def check_moves(run):
    """The shared weight changes.
    共享权重发生变化。"""
    weight = run["shared"].weight
    assert not torch.equal(run.steps[0].value(weight), weight)


def measure(run):
    pairs = [tuple(first for first, *_ in task_gradients(run, step)) for step in run.steps]
    found = run.steps[0].gradient(run["shared"].weight)
    return {
        "steps": len(run.steps),
        "conflicts": sum(((a * b).sum() < 0).item() for a, b in pairs),
        "cosine": torch.cosine_similarity(found.flatten(), projected(*pairs[0]).flatten(), dim=0).item(),
        "length": (found.norm() / projected(*pairs[0]).norm()).item(),
        "same": torch.equal(*run["gradients"]),
    }


def probe(run):
    """The two stored gradients are one tensor."""
    a, b = run["gradients"]
    return a.data_ptr() == b.data_ptr()
