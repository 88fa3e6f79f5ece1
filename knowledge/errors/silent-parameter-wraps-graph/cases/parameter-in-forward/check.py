"""Direction, scale and bias are trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the five steps direction, scale and bias have the closed-form gradients of the mean squared error.
    五步中的每一步，direction、scale 和 bias 的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 5
    for step in run.steps:
        direction, scale = step.value(model.direction), step.value(model.scale)
        residual = x @ (direction * scale) + step.value(model.bias) - y
        weight = 2 * x.T @ residual / len(x)
        assert step.gradient(model.direction) is not None, "direction has no gradient"
        assert torch.allclose(step.gradient(model.direction), weight * scale, atol=1e-5)
        assert torch.allclose(step.gradient(model.scale), (weight * direction).sum(), atol=1e-5)
        assert torch.allclose(step.gradient(model.bias), 2 * residual.mean(), atol=1e-5)


def check_direction_moves(run):
    """The direction differs from where it started.
    direction 与初始值不同。"""
    assert not torch.equal(run["model"].direction, run["start"])


def measure(run):
    model = run["model"]
    return {
        "moved": (model.direction - run["start"]).abs().max().item(),
        "gradient": model.direction.grad,
        "bias_moved": (model.bias - run.steps[0].value(model.bias)).abs().max().item(),
        "steps": len(run.steps),
        "trained": len(run.steps[-1].tensors),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
