"""A distance is raised to a learned power and fitted by the mean squared error."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    center, exponent, weight, bias = values
    distance = (x - center) * (x - center).sign()
    return ((torch.exp(exponent * distance.log()) @ weight.T + bias - y) ** 2).mean()


def check_gradients(run):
    """At each of the 60 steps all gradients equal torch.func's for the power of the absolute difference.
    60 步中的每一步，所有梯度都等于 torch.func 对“差的绝对值的幂”求得的梯度。"""
    model = run["model"]
    parameters = (model.center, model.exponent, model.mix.weight, model.mix.bias)
    assert len(run.steps) == 60
    for number, step in enumerate(run.steps):
        expected = grad(loss_of)(tuple(step.value(parameter) for parameter in parameters), run["x"], run["y"])
        for parameter, gradient in zip(parameters, expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-3), f"step {number}"


def measure(run):
    losses = [backward.roots[0].item() for backward in run.backwards]
    return {
        "gradient": run.steps[0].gradient(run["model"].exponent),
        "exponent": run["model"].exponent,
        "first": losses[0],
        "second": losses[1],
        "last": losses[-1],
    }


def probe(run):
    """The first loss is finite, and the exponent's first gradient is not."""
    return bool(run.backwards[0].roots[0].isfinite()) and not run.steps[0].gradient(run["model"].exponent).isfinite()
