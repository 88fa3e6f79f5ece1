"""The model is trained on the mean squared error, with the gradients clipped together to a norm of one."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def expected_gradients(run, step):
    """The gradients of this step alone, clipped by their common norm."""
    named = dict(run["model"].named_parameters())
    values = {name: step.value(parameter) for name, parameter in named.items()}
    found = grad(lambda given: mse_loss(functional_call(run["model"], given, run["x"]), run["y"]))(values)
    norm = torch.cat([gradient.flatten() for gradient in found.values()]).norm().clamp(min=1.0)
    return {name: gradient / norm for name, gradient in found.items()}


def check_gradients(run):
    """At each of the three steps every gradient is that of this step, clipped to a common norm of one.
    三步中的每一步，所有梯度都是这一步自己的梯度，并按总范数裁剪到 1。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def measure(run):
    if len(run.steps) < 3:
        return {"error": run.error and str(run.error).split(". If")[0]}
    weight, step = run["model"][0].weight, run.steps[-1]
    expected = expected_gradients(run, step)["0.weight"]
    return {"percent_off": (100 * (step.gradient(weight) - expected).norm() / expected.norm()).item(), "steps": len(run.steps)}
