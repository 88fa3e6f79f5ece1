"""The model is trained on the batch's mean squared error, and its mean over the steps is logged."""

import torch


def residual_at(run, step):
    layer = run["model"].layer
    return run["x"] @ step.value(layer.weight).T + step.value(layer.bias) - run["y"]


def check_gradients(run):
    """At each of the three steps the weight's gradient equals the closed form of the batch's mean squared error.
    三步中的每一步，weight 的梯度都等于整个 batch 均方误差的解析解。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        found = step.gradient(run["model"].layer.weight)
        assert found is not None, "weight has no gradient"
        assert torch.allclose(found, 2 * residual_at(run, step).T @ run["x"] / len(run["x"]), atol=1e-5)


def expected_sum(run):
    return sum(residual_at(run, step).pow(2).mean().item() for step in run.steps)


def check_logged_loss(run):
    """The logged sum is a number, the sum of the batch's mean squared errors at the weights before each step.
    记录的总和是一个数，等于每一步之前的权重下整个 batch 的均方误差之和。"""
    assert abs(float(run["running_loss"]) - expected_sum(run)) < 1e-5


def measure(run):
    if len(run.steps) < 3:
        return {"error": str(run.error)}
    return {"logged": run["running_loss"] / 3, "expected": expected_sum(run) / 3}
