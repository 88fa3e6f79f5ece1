"""A layer and the threshold of its gate are trained; the gate opens gradually, or passes the gradient straight through."""

import torch


def agrees(run, step, temperature, hard):
    """Whether threshold and layer have the gradients of this gate: of a sigmoid, or hard with the sigmoid's slope."""
    layer, threshold, x, y, score = run["layer"], run["threshold"], run["x"], run["y"], run["score"]
    soft = 1 / (1 + torch.exp((step.value(threshold) - score) / temperature))
    gate = (score > step.value(threshold)).float() if hard else soft
    output = x @ step.value(layer.weight).T + step.value(layer.bias)
    residual = 2 * (output * gate - y) / len(x)
    by_threshold = -(residual * output * soft * (1 - soft) / temperature).sum()
    found, by_weight = step.gradient(threshold), (residual * gate).T @ x
    return abs(found - by_threshold) < 1e-4 and torch.allclose(step.gradient(layer.weight), by_weight, atol=1e-5)


def check_gradients(run):
    """At each of the five steps threshold and layer have the closed-form gradients of one gate: a sigmoid of temperature 0.05, 0.1, 0.2, 0.5 or 1, or a hard gate that borrows the slope of such a sigmoid.
    五步中的每一步，threshold 和 layer 的梯度都等于同一种门控的解析解：温度为 0.05、0.1、0.2、0.5 或 1 的 sigmoid，或借用其斜率的硬门控。"""
    assert len(run.steps) == 5
    assert all(step.gradient(run["threshold"]) is not None for step in run.steps), "the threshold has no gradient"
    choices = [(temperature, hard) for temperature in (0.05, 0.1, 0.2, 0.5, 1.0) for hard in (False, True)]
    assert any(all(agrees(run, step, *choice) for step in run.steps) for choice in choices), "no such gate"


def check_threshold_moves(run):
    """The threshold differs from where it started.
    threshold 与初始值不同。"""
    assert run["threshold"].item() != 0.0


def measure(run):
    threshold, weight = run["threshold"], run["layer"].weight
    return {
        "gradient": threshold.grad,
        "moved": abs(threshold.item()),
        "layer_moved": (weight - run.steps[0].value(weight)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """Steps were taken, and the threshold never moved."""
    return bool(run.steps) and run["threshold"].item() == 0.0
