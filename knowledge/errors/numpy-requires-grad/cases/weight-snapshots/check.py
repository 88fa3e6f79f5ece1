"""Three steps of training; the weights before each step are kept."""

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


def check_snapshots(run):
    """Each snapshot has the values that the weight had just before its step.
    每个快照的值都等于对应那一步之前 weight 的值。"""
    weight = run["model"].weight
    assert len(run["snapshots"]) == 3
    for snapshot, step in zip(run["snapshots"], run.steps):
        assert np.allclose(snapshot, step.value(weight).numpy())


def measure(run):
    if len(run.steps) < 3:
        return {}
    weight, first = run["model"].weight, run["snapshots"][0]
    return {
        "snapshot": torch.tensor(first),
        "first": run.steps[0].value(weight),
        "last": weight.detach(),
    }
