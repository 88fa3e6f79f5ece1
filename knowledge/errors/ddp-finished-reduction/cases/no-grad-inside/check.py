"""Both ranks train the head on frozen features: each step uses the mean over the ranks of the gradients on their own data."""

import torch
from torch.nn.functional import linear


def loss_of(values, features, y):
    return ((linear(features, values["weight"], values["bias"]) - y) ** 2).mean()


def compare(step, run):
    backbone, head = run["network"].backbone, dict(run["network"].head.named_parameters())
    values = {name: step.value(p) for name, p in head.items()}
    features = torch.tanh(linear(run["data"], backbone.weight.detach(), backbone.bias.detach()))
    per_rank = [torch.func.grad(loss_of)(values, h, y) for h, y in zip(features, run["targets"])]
    assert all(step.gradient(p) is not None for p in head.values()), "a parameter of the head has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in head.values()])
    expected = torch.cat([(sum(g[name] for g in per_rank) / len(per_rank)).flatten() for name in head])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """In every rank, at each of the three steps, the head's gradients equal the mean over both ranks of what torch.func.grad gives on each rank's features.
    每个 rank 的三步中，`head` 的梯度都等于 torch.func.grad 在两个 rank 各自特征上的结果的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert compare(step, run) < 1e-4, f"step {number} is off by {compare(step, run):.2g}"


def check_the_backbone_rests(run):
    """At each of the three steps `backbone.weight` has no gradient, or one of zeros, where the optimizer holds it.
    三步中的每一步，只要优化器里有 `backbone.weight`，它就没有梯度，或者梯度全为 0。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    weight = run["network"].backbone.weight
    for step in run.steps:
        gradient = step.gradient(weight) if step.has(weight) else None
        assert gradient is None or not gradient.any()


def measure(run):
    error = None if run.error is None else f"{type(run.error).__name__}: {str(run.error).split('. ')[0]}"
    return {"error": error, "percent": round(100 * compare(run.steps[0], run)), "steps": len(run.steps)}
