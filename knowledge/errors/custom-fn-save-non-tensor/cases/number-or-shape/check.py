"""A network with squares and cubes is trained on the mean squared error."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    squared = (x @ values["first.weight"].T + values["first.bias"]).square()
    middle = squared @ values["second.weight"].T + values["second.bias"]
    output = (middle * middle * middle) @ values["last.weight"].T + values["last.bias"]
    return ((output - y) ** 2).mean()


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(loss_of)(values, run["x"], run["y"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the network written with products.
    三步中的每一步，所有梯度都等于用乘法写出的网络由 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-5), name


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step, weight = run.steps[0], run["model"].first.weight
    expected, gradient = expected_gradients(run, step)["first.weight"], step.gradient(weight)
    return {"percent_off": round(100 * ((gradient - expected).norm() / expected.norm()).item())}
