"""The angles are fitted by the gradient of the mean squared distance between rotated points and targets."""

import torch


def expected_gradient(angles, points, targets):
    """Closed form: the residual times the derivative of the rotation."""
    cos, sin, (x, y) = torch.cos(angles), torch.sin(angles), points.T
    residual = torch.stack([cos * x - sin * y, sin * x + cos * y], dim=1) - targets
    derivative = torch.stack([-sin * x - cos * y, cos * x - sin * y], dim=1)
    return (2 * residual * derivative).sum(1) / targets.numel()


def check_gradient(run):
    """At each of the three steps the angles have the gradient in closed form.
    三步中的每一步，angles 的梯度都等于解析解。"""
    assert len(run.steps) == 3
    for step in run.steps:
        found = step.gradient(run["angles"])
        assert found is not None, "the angles have no gradient"
        assert torch.allclose(found, expected_gradient(step.value(run["angles"]), run["points"], run["targets"]), atol=1e-6)


def measure(run):
    return {"error": run.error and str(run.error).split(" is not possible")[0].split(". We don't")[0]}
