"""The scale is trained together with the linear layer."""

import torch


def check_scale_learns(run):
    """At each of the three steps the scale's gradient equals the closed form of the mean squared error.
    三步中的每一步，scale 的梯度都等于均方误差的解析解。"""
    scale, linear, x = run["model"][0].scale, run["model"][1], run["x"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        weight = step.value(linear.weight)
        residual = 2 * (x * step.value(scale) @ weight.T + step.value(linear.bias) - run["y"]) / len(x)
        assert step.gradient(scale) is not None, "scale has no gradient"
        assert torch.allclose(step.gradient(scale), (residual * weight * x).sum(0), atol=1e-5)


def check_scale_moves(run):
    """Each step changes the scale, which starts with ones, by -0.1 times its gradient.
    scale 从全 1 开始，每一步的变化量都等于 -0.1 乘以梯度。"""
    scale = run["model"][0].scale
    values = [*(step.value(scale) for step in run.steps), scale.detach()]
    assert torch.equal(values[0], torch.ones(4))
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * step.gradient(scale), atol=1e-6)


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    scale = run["model"][0].scale
    return {"steps": len(run.steps), "moved": (scale - run.steps[0].value(scale)).abs().max().item()}
