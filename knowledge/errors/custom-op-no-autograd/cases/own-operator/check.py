"""The two layers and the scale are trained on the mean cross entropy."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    before = x @ values["0.weight"].T + values["0.bias"]
    gated = before * torch.sigmoid(values["1.scale"] * before)
    return torch.nn.functional.cross_entropy(gated @ values["2.weight"].T + values["2.bias"], y)


def expected_gradients(run, step):
    values = {name: step.value(p) for name, p in run["model"].named_parameters()}
    return grad(loss_of)(values, run["x"], run["y"])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the gate written in plain operations.
    三步中的每一步，所有梯度都等于把门控写成普通运算后由 torch.func 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.has(parameter), f"{name} is not trained"
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name} is another"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step, model = run.steps[0], run["model"]
    gradient, expected = step.gradient(model[0].weight), expected_gradients(run, step)["0.weight"]
    percent = 100 if gradient is None else (100 * (gradient - expected).norm() / expected.norm()).item()
    return {"percent_off": percent, "first_grad": gradient, "scale_grad": step.gradient(model[1].scale)}
