"""The raw weights are trained through what dropout left of them."""

import torch
from torch.nn.functional import one_hot


def raw_of(run):
    """The trained weight: of its shape there is one leaf."""
    return next(p for p in run["model"].parameters() if p.shape == (3, 4) and p.is_leaf)


def dropped_weight(run, step):
    """What was left of the weight in a step, read off the recorded gradient: dropped entries have none."""
    raw = raw_of(run)
    return torch.where(step.gradient(raw) == 0, torch.zeros(()), 2 * step.value(raw))


def check_gradients(run):
    """At each of the three steps the raw weight's gradient is that of the cross entropy with the kept weights doubled.
    三步中的每一步，原始权重的梯度都等于保留的权重乘以 2 时交叉熵的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    bias = next(p for p in run["model"].parameters() if p.shape == (3,))
    for step in run.steps:
        assert step.gradient(raw_of(run)) is not None, "the raw weight has no gradient"
        weight = dropped_weight(run, step)
        residual = ((run["x"] @ weight.T + step.value(bias)).softmax(1) - one_hot(run["y"], 3)) / 32
        expected = 2 * residual.T @ run["x"] * (weight != 0)
        assert torch.allclose(step.gradient(raw_of(run)), expected, atol=1e-5)
        assert torch.allclose(step.gradient(bias), residual.sum(0), atol=1e-5)


def check_weights_are_dropped(run):
    """In each step some entries of the weight were dropped, others not, and not the same in all steps.
    每一步都丢弃了部分权重、保留了部分，而且各步丢弃的不完全相同。"""
    masks = [dropped_weight(run, step) != 0 for step in run.steps]
    assert all(0 < mask.sum() < mask.numel() for mask in masks)
    assert any(not torch.equal(masks[0], mask) for mask in masks[1:])


def check_weight_moves(run):
    """Each step changes the raw weight by -0.1 times its gradient.
    每一步，原始权重的变化量都等于 -0.1 乘以梯度。"""
    values = [*(step.value(raw_of(run)) for step in run.steps), raw_of(run).detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * step.gradient(raw_of(run)), atol=1e-6)


def measure(run):
    raw = next((p for p in run["model"].parameters() if p.shape == (3, 4) and p.is_leaf), None)
    moved = (raw - run.steps[0].value(raw)).abs().max().item() if raw is not None and run.steps else 0.0
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps), "moved": moved}
