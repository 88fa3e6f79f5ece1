"""The initial weights are trained so that one step on a task's support set does well on its query set (MAML)."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    hidden = torch.tanh(x @ values["0.weight"].T + values["0.bias"])
    return ((hidden @ values["2.weight"].T + values["2.bias"] - y) ** 2).mean()


def meta_loss_of(values, x, y):
    total = 0.0
    for x_task, y_task in zip(x, y):
        gradients = grad(loss_of)(values, x_task[:10], y_task[:10])
        adapted = {name: value - 0.2 * gradients[name] for name, value in values.items()}
        total = total + loss_of(adapted, x_task[10:], y_task[10:])
    return total


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(meta_loss_of)(values, run["x"], run["y"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's, taken through the inner step.
    三步中的每一步，所有梯度都等于 torch.func 穿过内层更新求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-5), name


def percent_off(run):
    """By how much of its norm the first layer's weight gradient is off at the first step."""
    step, weight = run.steps[0], run["model"][0].weight
    expected = expected_gradients(run, step)["0.weight"]
    return round(100 * ((step.gradient(weight) - expected).norm() / expected.norm()).item())


def measure(run):
    return {"percent_off": percent_off(run) if run.steps else None, "steps": len(run.steps)}


def probe(run):
    """The gradient of the first layer is off by more than five percent."""
    return percent_off(run) > 5
