"""The faint points are removed, and those that stay are fitted to the colour of a pixel."""

import torch
from torch.func import grad


def loss_of(run, values):
    opacities = torch.sigmoid(values["logits"])
    pixel = torch.einsum("pbc,p->c", values["colours"], opacities) / values["colours"].shape[1]
    return (pixel - run["target"]).square().sum()


def check_gradients(run):
    """At each of the three steps colours and opacities of at least one point have torch.func's gradient.
    三步中的每一步，都至少有一个点，其颜色和不透明度的梯度等于 torch.func 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(run[name]) for name in ("colours", "logits")}
        assert len(values["colours"]), "no point is left"
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run[name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def check_faint_points_are_gone(run):
    """In the last step no point has an opacity below 0.01.
    最后一步里，没有不透明度低于 0.01 的点。"""
    assert len(run.steps) and (torch.sigmoid(run.steps[-1].value(run["logits"])) > 0.01).all()


def measure(run):
    return {"steps": len(run.steps)}
