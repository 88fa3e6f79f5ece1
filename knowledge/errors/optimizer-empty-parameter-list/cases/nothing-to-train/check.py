"""The model is trained on the mean squared error; the criterion has nothing to train."""

import torch


def check_gradients(run):
    """At each of the three steps of the model its gradients equal the closed form of the mean squared error.
    模型的三步中的每一步，其梯度都等于均方误差的解析梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    steps = [step for step in run.steps if step.has(model.weight)]
    assert len(steps) == 3, f"the model took {len(steps)} steps"
    for step in steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert step.gradient(model.weight) is not None, "the model has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)
        assert torch.allclose(step.gradient(model.bias), 2 * residual.mean(0), atol=1e-5)


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
