"""The network learns distances, and a gradient of length one (eikonal loss)."""

import torch
from torch.func import grad


def output_of(values, points):
    hidden = torch.nn.functional.softplus(points @ values["0.weight"].T + values["0.bias"])
    return hidden @ values["2.weight"].T + values["2.bias"]


def loss_of(values, points, distances):
    gradient = grad(lambda where: output_of(values, where).sum())(points)
    eikonal = ((gradient.norm(dim=1) - 1) ** 2).mean()
    return (output_of(values, points) - distances).abs().mean() + 0.5 * eikonal


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(loss_of)(values, run["points"].detach(), run["distances"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the distance loss plus the eikonal loss.
    三步中的每一步，所有梯度都等于 torch.func 对距离 loss 加 eikonal loss 求得的梯度。"""
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
    warned = [message for _, message in run.warnings if "create_graph" in message]
    return {"percent_off": percent_off(run) if run.steps else None, "warning": warned[0][:88] if warned else None}


def probe(run):
    """The gradient of the first layer is off by more than half of its norm."""
    return percent_off(run) > 50
