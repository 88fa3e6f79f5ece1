"""Two layers of a linear Function are trained on the mean squared error."""

import torch
from torch.func import grad


def loss_of(first, second, x, y):
    return ((torch.tanh(x @ first.T) @ second.T - y) ** 2).mean()


def check_gradients(run):
    """At each of the three steps both weights have torch.func's gradient of the mean squared error.
    三步中的每一步，两个权重的梯度都等于 torch.func 对均方误差求得的梯度。"""
    weights = [run["first"], run["second"]]
    assert len(run.steps) == 3
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1))(*map(step.value, weights), run["x"], run["y"])
        for weight, wanted in zip(weights, expected):
            assert step.gradient(weight) is not None, "a weight has no gradient"
            assert torch.allclose(step.gradient(weight), wanted, atol=1e-6)


def measure(run):
    return {"weight_grad": run["second"].grad}
