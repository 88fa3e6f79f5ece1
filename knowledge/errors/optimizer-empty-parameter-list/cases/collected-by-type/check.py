"""The weight and bias of the norm are trained on the mean squared error; the rest stays frozen."""

import torch
from torch.func import grad


def loss_of(values, hidden, last, y):
    weight, bias = values
    hidden = (hidden - hidden.mean(0)) / (hidden.var(0, unbiased=False) + 1e-5).sqrt()
    return ((torch.relu(hidden * weight + bias) @ last.weight.T + last.bias - y) ** 2).mean()


def check_gradients(run):
    """At each of the three steps the norm's gradients equal those of torch.func for the mean squared error.
    三步中的每一步，norm 的梯度都等于 torch.func 对均方误差求得的梯度。"""
    first, norm, _, last = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        assert step.has(norm.weight) and step.has(norm.bias), "the optimizer does not hold the norm"
        values = (step.value(norm.weight), step.value(norm.bias))
        for parameter, expected in zip((norm.weight, norm.bias), grad(loss_of)(values, first(run["x"]).detach(), last, run["y"])):
            assert step.gradient(parameter) is not None, "the norm has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)


def check_the_rest_is_frozen(run):
    """The two linear layers have no gradient.
    两个线性层没有梯度。"""
    assert all(p.grad is None for number in (0, 3) for p in run["model"][number].parameters())


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
