"""Weight and bias are trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the three steps the gradients of weight and bias equal the closed form of the mean squared error.
    三步中的每一步，weight 和 bias 的梯度都等于均方误差的解析梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        assert step.has(model.weight) and step.has(model.bias), "the optimizer does not hold weight and bias"
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)
        assert torch.allclose(step.gradient(model.bias), 2 * residual.mean(0), atol=1e-5)


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
