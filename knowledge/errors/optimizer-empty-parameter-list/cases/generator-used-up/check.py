"""Both layers are trained on the mean squared error."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    first_weight, first_bias, last_weight, last_bias = values
    hidden = torch.relu(x @ first_weight.T + first_bias)
    return ((hidden @ last_weight.T + last_bias - y) ** 2).mean()


def trained(run):
    first, last = run["model"][0], run["model"][2]
    return [first.weight, first.bias, last.weight, last.bias]


def check_gradients(run):
    """At each of the three steps the gradients of both layers equal those of torch.func for the mean squared error.
    三步中的每一步，两层的梯度都等于 torch.func 对均方误差求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        values = tuple(step.value(parameter) for parameter in trained(run))
        expected = grad(loss_of)(values, run["x"], run["y"])
        for parameter, gradient in zip(trained(run), expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_both_layers_move(run):
    """Both weights change between the first and the last step.
    两个权重在第一步和最后一步之间都发生了变化。"""
    for weight in (trained(run)[0], trained(run)[2]):
        assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    values = [backward.value(trained(run)[0]) for backward in run.backwards]
    return {
        "error": str(run.error),
        "steps": len(run.steps),
        "moved": (trained(run)[0] - values[0]).abs().max().item() if values else None,
    }
