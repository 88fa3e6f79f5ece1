"""Four forecasters are trained side by side, each on the mean squared error of its own predictions."""

import torch
from torch import nn
from torch.func import functional_call


def expected_gradients(run, step):
    """Each member's gradients by an ordinary backward through a network of its own."""
    stacked = {name: [] for name in run["params"]}
    for k in range(4):
        weights = {name: step.value(p)[k].requires_grad_() for name, p in run["params"].items()}
        loss = nn.functional.mse_loss(functional_call(run["base"], weights, (run["x"],)), run["y"])
        for name, gradient in zip(weights, torch.autograd.grad(loss, list(weights.values())), strict=True):
            stacked[name].append(gradient)
    return {name: torch.stack(gradients) for name, gradients in stacked.items()}


def check_gradients(run):
    """At each of the three steps every member's gradients are those of its own mean squared error, computed apart from the others.
    三步中的每一步，每个成员的梯度都等于单独对它自己的均方误差求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["params"][name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
