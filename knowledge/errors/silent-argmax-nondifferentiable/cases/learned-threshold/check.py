"""A layer and the threshold of its gate are trained; the gate opens gradually, as a sigmoid of temperature 0.2."""

import torch


def loss_at(run, step, threshold):
    layer, x, y, score = run["layer"], run["x"].double(), run["y"].double(), run["score"].double()
    output = x @ step.value(layer.weight).double().T + step.value(layer.bias).double()
    return ((output / (1 + torch.exp((threshold - score) / 0.2)) - y) ** 2).mean()


def slope(run, step):
    at = step.value(run["threshold"]).double()
    return (loss_at(run, step, at + 1e-5) - loss_at(run, step, at - 1e-5)) / 2e-5


def check_threshold_gradient(run):
    """At each of the five steps the threshold's gradient agrees with finite differences of the loss with that gate.
    五步中的每一步，threshold 的梯度都与使用该门控的 loss 的中心差分一致。"""
    assert len(run.steps) == 5
    for step in run.steps:
        assert step.gradient(run["threshold"]) is not None, "the threshold has no gradient"
        assert abs(step.gradient(run["threshold"]) - slope(run, step)) < 1e-4


def check_layer_gradient(run):
    """At each of the five steps the layer's weight has the closed-form gradient of the loss with that gate.
    五步中的每一步，layer 的权重的梯度都等于使用该门控的 loss 的解析解。"""
    layer, x, y = run["layer"], run["x"], run["y"]
    for step in run.steps:
        gate = 1 / (1 + torch.exp((step.value(run["threshold"]) - run["score"]) / 0.2))
        residual = (x @ step.value(layer.weight).T + step.value(layer.bias)) * gate - y
        assert torch.allclose(step.gradient(layer.weight), 2 * (residual * gate).T @ x / len(x), atol=1e-5)


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
