"""The network is trained on the mean squared error: a layer of the input, plus another layer of its relu."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    """The network's equations, written out."""
    hidden = x @ values["0.weight"].T + values["0.bias"]
    shortcut = hidden @ values["1.shortcut.weight"].T + values["1.shortcut.bias"]
    branch = torch.relu(hidden) @ values["1.branch.1.weight"].T + values["1.branch.1.bias"]
    return ((shortcut + branch) @ values["2.weight"].T + values["2.bias"] - y).pow(2).mean()


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(loss_of)(values, run["x"], run["y"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the network's equations.
    三步中的每一步，所有梯度都等于 torch.func 按网络公式求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None}
    if run.steps:
        weight = run["model"][0].weight
        found, expected = run.steps[0].gradient(weight), expected_gradients(run, run.steps[0])["0.weight"]
        values["percent_off"] = (100 * (found - expected).norm() / expected.norm()).item()
    return values
