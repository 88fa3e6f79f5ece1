"""The potential is trained to give the measured forces."""

import torch


def expected_gradient(run, step):
    """The closed form: a force is linear in the strengths."""
    positions, centres, strength = run["positions"].detach(), run["model"].centres, run["model"].strength
    offsets = positions[:, None] - positions
    distances = offsets.norm(dim=-1)
    unit = offsets / (distances + torch.eye(len(positions)))[..., None]
    slopes = -2 * (distances[..., None] - centres) * torch.exp(-((distances[..., None] - centres) ** 2))
    basis = -torch.einsum("ijx,ijk->ixk", unit, slopes)
    error = basis @ step.value(strength) - run["measured_forces"]
    return 2 * torch.einsum("ix,ixk->k", error, basis) / error.numel()


def check_gradient(run):
    """At each of the three steps strength has the closed form of the gradient of the force error.
    三步中的每一步，strength 的梯度都等于力误差梯度的解析解。"""
    strength = run["model"].strength
    assert len(run.steps) == 3
    for step in run.steps:
        assert step.gradient(strength) is not None, "strength has no gradient"
        assert torch.allclose(step.gradient(strength), expected_gradient(run, step), rtol=1e-3, atol=1e-5)


def measure(run):
    gradient = run.steps[0].gradient(run["model"].strength) if run.steps else None
    values = {"error": str(run.error) if run.error else None, "strength_grad": gradient}
    return values | {"strength": run["model"].strength, "steps": len(run.steps)}
