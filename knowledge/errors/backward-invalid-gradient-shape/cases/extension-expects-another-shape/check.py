"""The disks are fitted: means, opacities and the two scales that a disk has."""

import torch
from torch.func import grad


def loss_of(run, values):
    area = values["scales"][:, :2].prod(dim=1) * values["opacities"]
    return (values["means"] * area[:, None] - run["target"]).abs().mean()


def check_gradients(run):
    """At each of the three steps means, opacities and the first two columns of scales have torch.func's gradient.
    三步中的每一步，means、opacities 和 scales 前两列的梯度都等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(run[name]) for name in ("means", "scales", "opacities")}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run[name])
            assert gradient is not None, f"{name} has no gradient"
            columns = slice(0, 2) if name == "scales" else slice(None)
            assert torch.allclose(gradient[..., columns], expected[..., columns], atol=1e-6), name


def measure(run):
    return {"columns": run["scales"].shape[1]}
