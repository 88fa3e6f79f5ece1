"""Three epochs of training, each followed by an evaluation in NumPy."""

import numpy as np
import torch


def check_gradients(run):
    """At each of the three steps weight and bias have the closed-form gradients of the mean squared error.
    三步中的每一步，权重和 bias 的梯度都等于均方误差的解析解。"""
    layer, x, y = run["model"][0], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = x @ step.value(layer.weight).T + step.value(layer.bias) - y
        assert torch.allclose(step.gradient(layer.weight), 2 * residual.T @ x / len(x), atol=1e-5)
        assert step.gradient(layer.bias) is not None, "the bias has no gradient"
        assert torch.allclose(step.gradient(layer.bias), 2 * residual.mean(0), atol=1e-5)


def check_test_error(run):
    """The last test error equals the mean absolute error at the final weights.
    最后一个测试误差等于最终权重下的平均绝对误差。"""
    layer = run["model"][0]
    output = run["test_x"] @ layer.weight.detach().T + layer.bias.detach()
    assert np.isclose(run["test_error"], (output - run["test_y"]).abs().mean().item(), atol=1e-6)


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}
