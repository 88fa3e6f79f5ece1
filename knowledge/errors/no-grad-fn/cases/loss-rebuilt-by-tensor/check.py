"""The model is trained on the sum of the two tasks' mean squared errors."""

import torch


def check_gradients(run):
    """At each of the three steps the weight's gradient equals the closed form of the summed losses.
    三步中的每一步，weight 的梯度都等于两个 loss 之和的解析解。"""
    model, x, targets = run["model"], run["x"], run["targets"]
    assert len(run.steps) == 3
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - targets.T
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def measure(run):
    weight = run["model"].weight
    return {"weight_grad": weight.grad, "steps": len(run.steps)}
