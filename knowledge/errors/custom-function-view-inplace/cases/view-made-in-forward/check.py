"""Encoder and bias are trained on the mean squared error, through the frozen quantized weight."""

import torch
from torch.func import grad
from torch.nn.functional import linear, mse_loss


def loss_of(weight, shift, bias, run):
    hidden = torch.tanh(linear(run["x"], weight, shift))
    return mse_loss(linear(hidden, run["codes"].float() * run["scale"], bias), run["y"])


def check_gradients(run):
    """At each of the three steps encoder and bias have torch.func's gradient of the mean squared error with the dequantized weight.
    三步中的每一步，encoder 和 bias 的梯度都等于 torch.func 以反量化权重对均方误差求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    parameters = [*run["encoder"].parameters(), run["bias"]]
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1, 2))(*(step.value(p) for p in parameters), run)
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    return {"error": str(run.error).split(". ")[0] if run.error else None, "bias_gradient": run["bias"].grad}
