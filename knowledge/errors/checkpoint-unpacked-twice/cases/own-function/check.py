"""Two blocks and a head are trained on the mean cross entropy."""

import torch
from torch.func import grad


def loss_of(values, x, y):
    for block in ("0", "1"):
        before = x @ values[f"{block}.linear.weight"].T + values[f"{block}.linear.bias"]
        x = before * torch.sigmoid(values[f"{block}.scale"] * before)
    return torch.nn.functional.cross_entropy(x @ values["2.weight"].T + values["2.bias"], y)


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the blocks written in plain operations.
    三步中的每一步，所有梯度都等于把各个 block 写成普通运算后由 torch.func 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        named = dict(run["model"].named_parameters())
        expected = grad(loss_of)({name: step.value(p) for name, p in named.items()}, run["x"], run["y"])
        for name, parameter in named.items():
            assert step.has(parameter), f"{name} is not trained"
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name} is another"


def measure(run):
    if not run.steps:
        return {"error": str(run.error).split(". If")[0]}
    return {"steps": len(run.steps), "first_grad": run.steps[0].gradient(run["model"][0].linear.weight)}
