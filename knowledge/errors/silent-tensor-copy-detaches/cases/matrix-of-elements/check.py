"""Rotation angle and shift are fitted to the target by the mean squared error."""

import torch


def loss_at(run, angle, shift):
    points, cos, sin = run["points"].double(), torch.cos(angle), torch.sin(angle)
    x = points[:, 0] * cos - points[:, 1] * sin + shift[0]
    y = points[:, 0] * sin + points[:, 1] * cos + shift[1]
    return ((torch.stack([x, y], dim=1) - run["target"].double()) ** 2).mean()


def check_angle(run):
    """At each of the five steps the angle's gradient agrees with central finite differences of the loss in float64.
    五步中的每一步，angle 的梯度都与 loss 在 float64 下的中心差分一致。"""
    assert len(run.steps) == 5
    for step in run.steps:
        angle, shift = step.value(run["angle"]).double(), step.value(run["shift"]).double()
        expected = (loss_at(run, angle + 1e-5, shift) - loss_at(run, angle - 1e-5, shift)) / 2e-5
        assert step.gradient(run["angle"]) is not None, "the angle has no gradient"
        assert abs(step.gradient(run["angle"]) - expected) < 1e-4


def check_the_angle_moves(run):
    """The angle differs from where it started.
    angle 与初始值不同。"""
    assert run["angle"].item() != run["start"]


def measure(run):
    angle = run["angle"]
    return {
        "moved": abs(angle.item() - run["start"]),
        "gradient": angle.grad,
        "shift": run["shift"].detach(),
        "steps": len(run.steps),
        "rotation_grad": run["rotation"].grad if run["rotation"].is_leaf else None,
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
