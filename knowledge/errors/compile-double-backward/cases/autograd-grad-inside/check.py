"""The network is trained to solve u' = -u with u(0) = 1."""

import torch
from torch.func import grad


def solution_of(values, t):
    return torch.tanh(t @ values[0].T + values[1]) @ values[2].T + values[3]


def loss_of(values, times):
    slope = grad(lambda t: solution_of(values, t).sum())(times)
    start = solution_of(values, torch.zeros(1, 1))
    return (slope + solution_of(values, times)).square().mean() + (start - 1).square().mean()


def expected_gradients(run, step):
    values = [step.value(parameter) for parameter in run["network"].parameters()]
    return grad(loss_of)(values, run["times"].detach())


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's, without compiling, for equation and initial value.
    三步中的每一步，所有梯度都等于不编译时 torch.func 对方程和初值两项 loss 求得的梯度。"""
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
