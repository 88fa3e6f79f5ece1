"""Pixels are weighted by how wrong the prediction is, and the weights are constants."""

import torch
from torch.func import functional_call


def check_gradients(run):
    """At each of the 10 steps every gradient follows from the closed form at the logits: weight times (p - mask), over the pixels.
    10 步中的每一步，所有梯度都由 logits 处的解析解得出：权重乘以 (p - mask)，对像素取平均。"""
    assert len(run.steps) == 10
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        logits, backward = torch.func.vjp(lambda v: functional_call(run["model"], v, (run["x"],)), values)
        difference = torch.sigmoid(logits) - run["mask"]
        expected = backward((1 + 4 * difference.abs()) * difference / difference.numel())[0]
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def measure(run):
    return {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}
