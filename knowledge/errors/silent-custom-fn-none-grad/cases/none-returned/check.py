"""A network with one learned slope below zero is fitted by the mean squared error."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def loss_of(values, x, y):
    weight, bias, slope, last_weight, last_bias = values
    hidden = x @ weight.T + bias
    hidden = hidden.clamp(min=0) + slope * hidden.clamp(max=0)
    return mse_loss(hidden @ last_weight.T + last_bias, y)


def check_gradients(run):
    """At each of the 50 steps the gradients of all weights and of the slope equal torch.func's.
    50 步中的每一步，所有权重和 slope 的梯度都等于 torch.func 求得的。"""
    model = run["model"]
    parameters = (model.first.weight, model.first.bias, model.slope, model.last.weight, model.last.bias)
    assert len(run.steps) == 50
    for step in run.steps:
        expected = grad(loss_of)(tuple(step.value(parameter) for parameter in parameters), run["x"], run["y"])
        for parameter, gradient in zip(parameters, expected):
            assert step.gradient(parameter) is not None, f"a parameter of shape {tuple(parameter.shape)} has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-4)


def measure(run):
    slope = run["model"].slope
    return {
        "gradient": run.steps[0].gradient(slope),
        "moved": (slope - run.steps[0].value(slope)).abs().item(),
        "loss": run["loss"].item(),
        "steps": len(run.steps),
    }


def probe(run):
    """The slope requires grad and no step had a gradient for it."""
    slope = run["model"].slope
    return slope.requires_grad and all(step.gradient(slope) is None for step in run.steps)
