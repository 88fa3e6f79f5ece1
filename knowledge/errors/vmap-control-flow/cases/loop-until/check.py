"""The scale is trained; each sample's loop ends when its own value is small."""

import torch


def totals(run):
    """What each sample adds up for a scale of 1, by a Python loop."""
    result = []
    for value in (run["x"] * torch.tensor([1.0, 4.0]).repeat(16)).tolist():
        total = 0.0
        while value > 0.1:
            total, value = total + value, value / 2
        result.append(total)
    return torch.tensor(result)


def check_gradient(run):
    """At each of the four steps the scale's gradient is that of the mean squared error of the sums that a Python loop gives.
    四步中的每一步，scale 的梯度都等于用 Python 循环求和得到的均方误差的梯度。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    total = totals(run)
    for step in run.steps:
        expected = 2 * ((step.value(run["scale"]) * total - run["y"]) * total).mean()
        assert step.gradient(run["scale"]) is not None, "the scale has no gradient"
        assert torch.allclose(step.gradient(run["scale"]), expected, atol=1e-4), (step.gradient(run["scale"]), expected)


def measure(run):
    return {"error": str(run.error).split(". ")[0], "steps": len(run.steps)}
