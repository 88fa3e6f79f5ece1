"""The cube's derivative reaches the scale."""

import torch


def check_gradient(run):
    """At each of the three steps scale has the closed form of the gradient for the cube of inputs * scale.
    三步中的每一步，scale 的梯度都等于 (inputs * scale)**3 的均方误差对它的梯度的解析解。"""
    inputs, targets, scale = run["inputs"], run["targets"], run["scale"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        s = step.value(scale)
        expected = (2 * (inputs**3 * s**3 - targets) * 3 * s**2 * inputs**3).sum(0) / targets.numel()
        assert step.gradient(scale) is not None, "scale has no gradient"
        assert torch.allclose(step.gradient(scale), expected, rtol=1e-4, atol=1e-6)


def check_scale_moves(run):
    """Every component of scale changes at every step.
    scale 的每个分量每一步都在变。"""
    values = [step.value(run["scale"]) for step in run.steps] + [run["scale"].detach()]
    assert len(values) > 1
    for before, after in zip(values, values[1:]):
        assert (before != after).all(), "a component of scale did not move"
