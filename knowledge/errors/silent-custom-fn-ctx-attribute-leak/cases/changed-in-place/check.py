"""A residual block with swish is fitted by the mean squared error."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def loss_of(values, x, y):
    weight, bias, last_weight, last_bias = values
    hidden = x @ weight.T + bias
    return mse_loss((hidden + hidden * torch.sigmoid(hidden)) @ last_weight.T + last_bias, y)


def pairs(run, step):
    """Each parameter's gradient and the one of torch.func."""
    model = run["model"]
    parameters = (model.first.weight, model.first.bias, model.last.weight, model.last.bias)
    expected = grad(loss_of)(tuple(step.value(parameter) for parameter in parameters), run["x"], run["y"])
    return [(step.gradient(parameter), gradient) for parameter, gradient in zip(parameters, expected)]


def check_gradients(run):
    """At each of the 50 steps the gradients of both layers equal torch.func's.
    50 步中的每一步，两层的梯度都等于 torch.func 求得的。"""
    assert len(run.steps) == 50
    for step in run.steps:
        for found, expected in pairs(run, step):
            assert found is not None, "a parameter has no gradient"
            assert torch.allclose(found, expected, rtol=1e-3, atol=1e-4)


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None, "steps": len(run.steps)}
    if run.steps:
        found, expected = pairs(run, run.steps[0])[0]
        values |= {"off": ((found - expected).norm() / expected.norm()).item() * 100, "loss": run["loss"].item()}
    return values


def probe(run):
    """The first layer's gradient is not the one of the loss."""
    found, expected = pairs(run, run.steps[0])[0]
    return not torch.allclose(found, expected, rtol=1e-3, atol=1e-4)
