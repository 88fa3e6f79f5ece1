"""The potential is trained on energies and on forces, which are its derivatives."""

import torch
from torch.func import grad


def energy_of(values, x):
    return torch.tanh(x @ values[0].T + values[1]) @ values[2].T + values[3]


def loss_of(values, x, energies, forces):
    gradient = grad(lambda where: energy_of(values, where).sum())(x)
    return ((energy_of(values, x) - energies) ** 2).mean() + ((gradient + forces) ** 2).mean()


def expected_gradients(run, step):
    values = [step.value(parameter) for parameter in run["network"].parameters()]
    return grad(loss_of)(values, run["positions"].detach(), run["energies"], run["forces"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's, without compiling, for energies and forces together.
    三步中的每一步，所有梯度都等于不编译时 torch.func 对能量和力两项 loss 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, expected in zip(run["network"].parameters(), expected_gradients(run, step), strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, rtol=1e-3, atol=1e-5)


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step, weight = run.steps[0], run["network"][0].weight
    expected, gradient = expected_gradients(run, step)[0], step.gradient(weight)
    off = round(100 * ((gradient - expected).norm() / expected.norm()).item())
    return {"percent_off": off, "steps": len(run.steps), "error": str(run.error)}
