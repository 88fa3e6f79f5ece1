"""Each batch of pairs trains the model, the one with an equal pair included."""

import torch


def expected(run, step, start):
    """The closed form of the gradient of the weight, clipped to the norm 1; an equal pair adds nothing."""
    pairs = run["left"][start : start + 16] - run["right"][start : start + 16]
    difference = pairs @ step.value(run["model"].weight).T
    distances = difference.norm(dim=1)
    slope = 2 / 16 * (distances - run["target"][start : start + 16]) / distances.clamp(min=1e-12)
    gradient = (slope[:, None] * difference).T @ pairs
    return gradient / max(1.0, gradient.norm().item())


def check_gradients(run):
    """There are three steps, and at each the gradient of the weight equals the closed form, clipped to the norm 1.
    共更新三次，每次权重的梯度都等于裁剪到范数 1 的解析梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        found = step.gradient(run["model"].weight)
        assert torch.allclose(found, expected(run, step, 16 * number), atol=1e-4), "the gradient is another"


def measure(run):
    weight = run["model"].weight.detach()
    norm = run.steps[0].gradient(run["model"].weight).norm().item() if run.steps else 0.0
    return {"lost": int(weight.isnan().sum()), "of": weight.numel(), "steps": len(run.steps), "norm": norm}
