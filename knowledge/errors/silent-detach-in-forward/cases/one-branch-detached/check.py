"""The three layers are trained on the mean squared error, through the deep way and the skip connection."""

import torch
from torch.func import grad


def mean_squared_error(values, x, y):
    hidden = torch.tanh(x @ values["down.weight"].T + values["down.bias"])
    deep = torch.tanh(hidden @ values["bottom.weight"].T + values["bottom.bias"])
    joined = torch.cat([deep, hidden], dim=1)
    return ((joined @ values["up.weight"].T + values["up.bias"] - y) ** 2).mean()


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(mean_squared_error)(values, run["noisy"], run["clean"])


def check_gradients(run):
    """At each of the ten steps all six parameters have the gradients that torch.func computes from the formula.
    十步中的每一步，六个参数的梯度都等于 torch.func 按公式求得的梯度。"""
    assert len(run.steps) == 10
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def percent_off(run):
    step = run.steps[0]
    expected = expected_gradients(run, step)["down.weight"]
    gradient = step.gradient(run["model"].down.weight)
    if gradient is None:
        gradient = torch.zeros_like(expected)
    return round(100 * ((gradient - expected).norm() / expected.norm()).item())


def measure(run):
    parameters = list(run["model"].parameters())
    return {"percent_off": percent_off(run), "without": sum(p.grad is None for p in parameters), "steps": len(run.steps)}


def probe(run):
    """The first layer's gradient at the first step is not that of the formula."""
    return percent_off(run) > 1
