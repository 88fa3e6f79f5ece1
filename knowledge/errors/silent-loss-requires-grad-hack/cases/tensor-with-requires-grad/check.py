"""The model is trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the five steps the weight's gradient equals the closed form of the mean squared error.
    五步中的每一步，weight 的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 5
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def check_the_model_moves(run):
    """The weight differs from where it started.
    weight 与初始值不同。"""
    assert not torch.equal(run["model"].weight, run["start"])


def measure(run):
    weight = run["model"].weight
    return {
        "moved": (weight - run["start"]).abs().max().item(),
        "weight_grad": weight.grad,
        "loss_grad": run["loss"].grad,
        "steps": len(run.steps),
    }


def probe(run):
    """Steps were taken, and no parameter of any of them had a gradient."""
    gradients = [step.gradient(p) for step in run.steps for p in step.tensors.values()]
    return bool(gradients) and all(gradient is None for gradient in gradients)
