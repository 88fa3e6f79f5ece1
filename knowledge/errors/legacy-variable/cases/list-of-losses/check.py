"""Three outputs are trained on the mean of their mean squared errors."""

import torch


def check_gradients(run):
    """At each of the three steps weight and bias have the closed form of the mean squared error: 2/n (x W' + b - y), times x for the weight.
    三步中的每一步，weight 和 bias 的梯度都等于均方误差的解析解：2/n (x W' + b - y)，weight 再乘以 x。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        error = 2 * (x @ step.value(model.weight).T + step.value(model.bias) - y) / y.numel()
        for parameter, wanted in ((model.weight, error.T @ x), (model.bias, error.sum(0))):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    return {"weight_gradient": run["model"].weight.grad, "steps": len(run.steps)}
