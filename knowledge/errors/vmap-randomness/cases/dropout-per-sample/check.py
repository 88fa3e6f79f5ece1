"""Gradients of each sample are computed with dropout, with a mask of its own for each sample."""

import torch


def masks(run):
    """Which hidden units each sample kept in the last pass: their outgoing weights have a gradient."""
    return run["gradients"]["3.weight"].squeeze(1) != 0


def check_masks_differ(run):
    """There are three steps, and in the last the samples keep more than 60 different sets of units, half of them on average.
    共三步，最后一步中 64 个样本保留的单元组合超过 60 种，平均保留一半。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    assert different(run) > 60, different(run)
    assert 0.4 < masks(run).float().mean() < 0.6, masks(run).float().mean()


def check_gradients(run):
    """The last layer's gradient is, for each sample, the derivative of its squared error for the mask that it kept.
    最后一层的梯度等于每个样本在其保留的 mask 下平方误差的导数。"""
    model, step = run["model"], run.steps[-1]
    hidden = (run["x"] @ step.value(model[0].weight).T + step.value(model[0].bias)).tanh() * masks(run) / 0.5
    error = hidden @ step.value(model[3].weight).T + step.value(model[3].bias) - run["y"]
    assert torch.allclose(run["gradients"]["3.weight"].squeeze(1), 2 * error * hidden, atol=1e-5)
    assert torch.allclose(step.gradient(model[3].weight), (2 * error * hidden).mean(0, keepdim=True), atol=1e-5)


def different(run):
    return len({tuple(mask.tolist()) for mask in masks(run)})


def measure(run):
    return {"different": different(run) if run.error is None else 0, "error": str(run.error).split(". ")[0], "steps": len(run.steps)}
