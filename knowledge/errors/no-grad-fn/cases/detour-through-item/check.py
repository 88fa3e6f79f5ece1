"""The model is trained on the root of the mean squared error."""

import torch


def check_gradients(run):
    """At each of the three steps the weight's gradient equals the closed form of the root mean squared error.
    三步中的每一步，weight 的梯度都等于均方根误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        expected = residual.T @ x / len(x) / residual.pow(2).mean().sqrt()
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), expected, atol=1e-5)


def check_the_model_moves(run):
    """The weight changes between the first and the last step.
    weight 在第一步和最后一步之间发生了变化。"""
    weight = run["model"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    weight = run["model"].weight
    return {"weight_grad": weight.grad, "steps": len(run.steps)}
