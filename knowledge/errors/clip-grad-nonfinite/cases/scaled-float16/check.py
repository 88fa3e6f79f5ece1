"""The scaler leaves out the steps that overflowed; the others are taken with clipped gradients of the right direction."""

import torch


def distance(run, step):
    """How far, relatively, a step's gradient is from the closed form of the mean squared error, clipped to 1."""
    weight, bias = step.value(run["model"].weight), step.value(run["model"].bias)
    off = run["x"] @ weight.T + bias - run["y"]
    slope = 2 * off / len(off)
    expected = torch.cat([(slope.T @ run["x"]).flatten(), slope.sum(0)])
    expected = expected / max(1.0, expected.norm().item())
    found = torch.cat([step.gradient(p).flatten() for p in run["model"].parameters()])
    return ((found - expected).norm() / expected.norm()).item()


def check_eight_batches(run):
    """All eight batches went through backward(), and at least four of them led to a step.
    八个 batch 都做了 backward()，其中至少四个更新了参数。"""
    assert len(run.backwards) == 8, f"{len(run.backwards)} batches"
    assert len(run.steps) >= 4, f"{len(run.steps)} steps"


def check_gradients(run):
    """At each step taken the gradient is within 3 % of the closed form for the mean squared error, clipped to the norm 1.
    每次更新所用的梯度，与均方误差的解析梯度裁剪到范数 1 之后相差不超过 3 %。"""
    assert run.steps, "no step was taken"
    for step in run.steps:
        assert distance(run, step) < 0.03, f"off by {distance(run, step):.2g}"


def measure(run):
    off = 100 * distance(run, run.steps[0]) if run.steps else 0.0
    error = f"{type(run.error).__name__}: {run.error}" if run.error else "no error"
    return {"error": error, "batches": len(run.backwards), "steps": len(run.steps), "percent": off}
