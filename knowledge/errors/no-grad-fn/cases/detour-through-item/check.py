"""The model is trained on the root of the mean squared error."""

import torch


def check_gradients(run):
    """At each of the three steps weight and bias have the gradient of the root mean squared error in closed form.
    三步中的每一步，weight 和 bias 的梯度都等于均方根误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        scale = len(x) * residual.pow(2).mean().sqrt()
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), residual.T @ x / scale, atol=1e-5)
        assert step.gradient(model.bias) is not None, "bias has no gradient"
        assert torch.allclose(step.gradient(model.bias), residual.sum(0) / scale, atol=1e-5)


def measure(run):
    return {"weight_grad": run["model"].weight.grad, "steps": len(run.steps)}
