"""Two steps, each on the mean over its 48 samples, with the norm clipped to 1."""

import torch
from torch.func import functional_call, grad


def mean_gradients(run, step, batches):
    """The gradients, at a step, of the mean squared error over every sample of these batches."""
    x, y = torch.cat([x for x, _ in batches]), torch.cat([y for _, y in batches])
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(lambda values: (functional_call(run["model"], values, (x,)) - y).pow(2).mean())(values)


def joint(gradients):
    return torch.cat([gradient.flatten() for gradient in gradients])


def found_at(run, step):
    gradients = [step.gradient(parameter) for parameter in run["model"].parameters()]
    assert all(gradient is not None for gradient in gradients), "a parameter has no gradient"
    return joint(gradients)


def check_gradients(run):
    """There are two steps, and at each the gradients equal those of the mean over the 48 samples of its eight batches, clipped to the norm 1.
    共有两步，每一步的梯度都等于该步八个 batch 的 48 个样本的平均 loss 的梯度裁剪到范数 1 的结果。"""
    assert len(run.steps) == 2, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        expected = joint(mean_gradients(run, step, run["batches"][8 * number : 8 * number + 8]).values())
        expected = expected / expected.norm().clamp(min=1)
        assert torch.allclose(found_at(run, step), expected, atol=1e-5), f"step {number}: another gradient"


def check_sixteen_backwards(run):
    """One backward for each of the sixteen batches.
    十六个 batch 各做一次 backward。"""
    assert len(run.backwards) == 16


def measure(run):
    last = run.backwards[7]
    before_clipping = joint([last.gradient(parameter) for parameter in run["model"].parameters()])
    expected = joint(mean_gradients(run, run.steps[0], run["batches"][:8]).values()) if run.steps else None
    if expected is None:
        return {"steps": 0}
    used = found_at(run, run.steps[0]).norm()
    return {
        "times": (before_clipping.norm() / expected.norm()).item(),
        "norm": before_clipping.norm().item(),
        "wanted": expected.norm().item(),
        "used": used.item(),
        "percent": (100 * (found_at(run, run.steps[0]) - expected).norm() / expected.norm()).item(),
        "steps": len(run.steps),
    }


def probe(run):
    """At the first step the gradients are not those of the mean."""
    expected = joint(mean_gradients(run, run.steps[0], run["batches"][:8]).values())
    return bool((found_at(run, run.steps[0]) - expected).norm() > 0.01 * expected.norm())
