"""Three steps of training and the curve of their losses."""

import numpy as np
import torch


def check_gradients(run):
    """At each of the three steps the weight's gradient equals the closed form of the mean squared error.
    三步中的每一步，weight 的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def check_curve(run):
    """The curve is a NumPy array of numbers: the mean squared errors at the weights before each step.
    curve 是数值构成的 NumPy 数组：每一步之前的权重下的均方误差。"""
    model, x, y = run["model"], run["x"], run["y"]
    expected = []
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        expected.append(residual.pow(2).mean().item())
    assert isinstance(run["curve"], np.ndarray) and run["curve"].dtype.kind == "f"
    assert np.allclose(run["curve"], expected, atol=1e-6)


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}
