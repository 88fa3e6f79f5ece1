"""The equilibrium layer and its readout are trained on the mean squared error."""

import torch
from torch.func import grad


def loss_of(weight, scale, shift, x, y):
    """The same in float64 and with all samples in one matrix: 300 steps to the fixed point."""
    z = torch.zeros_like(x)
    for _ in range(300):
        z = torch.tanh(z @ weight.T + x)
    return ((z @ scale.T + shift - y) ** 2).mean()


def check_gradients(run):
    """At each of the three steps the gradients are those of the mean squared error at the fixed points, by torch.func in float64.
    三步中的每一步，梯度都等于 torch.func 以 float64 对不动点处的均方误差求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    parameters = [run["weight"], run["readout"].weight, run["readout"].bias]
    for step in run.steps:
        values = [step.value(p).double() for p in parameters]
        expected = grad(loss_of, argnums=(0, 1, 2))(*values, run["x"].double(), run["y"].double())
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter).double(), wanted, atol=1e-4)


def measure(run):
    return {"error": str(run.error).split(",")[0] if run.error else None, "steps": len(run.steps)}
