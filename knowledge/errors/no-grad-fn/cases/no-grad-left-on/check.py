"""The model is trained in all three epochs, with an evaluation after each."""

import torch


def check_every_epoch_learns(run):
    """At each of the three steps the weight's gradient equals the closed form of the mean squared error.
    三步中的每一步，weight 的梯度都等于均方误差的解析解。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 3
    for epoch, step in enumerate(run.steps):
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert step.gradient(model.weight) is not None, f"epoch {epoch}: weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def check_every_epoch_moves(run):
    """The weight differs from step to step.
    每一步的 weight 都与上一步不同。"""
    values = [step.value(run["model"].weight) for step in run.steps]
    assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def measure(run):
    weight = run["model"].weight
    return {
        "last_grad": run.steps[-1].gradient(weight),
        "trained": sum(s.gradient(weight) is not None for s in run.steps),
    }
