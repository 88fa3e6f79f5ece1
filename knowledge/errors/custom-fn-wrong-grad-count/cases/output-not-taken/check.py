"""A network moves points onto a cloud: the mean squared distance to the nearest neighbour, in both directions."""

import torch
from torch.func import functional_call, grad


def loss_of(values, run):
    points = functional_call(run["model"], values, (run["noise"],))
    squared = ((points[:, None] - run["cloud"]) ** 2).sum(dim=-1)
    return squared.amin(dim=1).mean() + squared.amin(dim=0).mean()


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's of the two mean squared distances.
    三步中的每一步，所有梯度都等于 torch.func 对两个方向的平均平方距离求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(p) for name, p in run["model"].named_parameters()}
        expected = grad(loss_of)(values, run)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error)}
