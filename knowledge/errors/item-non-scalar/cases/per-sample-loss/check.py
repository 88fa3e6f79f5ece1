"""The model is trained on the mean squared error, and the mean over the steps is logged."""

import torch


def check_gradients(run):
    """At each of the three steps the weight's gradient equals the closed form of the mean squared error.
    三步中的每一步，weight 的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def expected_sum(run):
    model, x, y, total = run["model"], run["x"], run["y"], 0.0
    for step in run.steps:
        total += (x @ step.value(model.weight).T + step.value(model.bias) - y).pow(2).mean().item()
    return total


def check_logged_loss(run):
    """The logged sum equals the sum of the batch's mean squared errors at the weights before each step.
    记录的总和等于每一步之前的权重下整个 batch 的均方误差之和。"""
    assert abs(run["running_loss"] - expected_sum(run)) < 1e-5


def measure(run):
    if len(run.steps) < 3:
        return {"error": str(run.error)}
    return {"logged": run["running_loss"] / 3, "expected": expected_sum(run) / 3}
