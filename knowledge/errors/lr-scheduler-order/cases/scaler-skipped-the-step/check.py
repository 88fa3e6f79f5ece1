"""The learning rate is halved after each step that was taken; steps with infinite gradients are skipped."""

import torch


def rates(run):
    """The learning rate of each step, from how far the weight moved along its gradient."""
    weight = run["model"].weight
    values = [step.value(weight) for step in run.steps] + [weight.detach()]
    moves = [before - after for before, after in zip(values, values[1:])]
    gradients = [step.gradient(weight) for step in run.steps]
    return torch.stack([(move * g).sum() / (g * g).sum() for move, g in zip(moves, gradients) if g is not None])


def check_rates(run):
    """The k-th step that was taken, from zero, uses the learning rate 0.1 / 2 ** k, measured by the weight's move.
    实际执行的第 k 步（从 0 数起）所用的学习率为 0.1 / 2 ** k，由 weight 的变化量测得。"""
    used = rates(run)
    assert len(used) > 1
    assert torch.allclose(used, 0.1 / 2 ** torch.arange(len(used)), rtol=1e-2), used


def check_gradients(run):
    """At each step the weight's gradient equals the closed form of the mean squared error, to one per cent and 0.01.
    每一步 weight 的梯度都等于均方误差的解析梯度（相对误差 1%、绝对误差 0.01 以内）。"""
    model, x, y = run["model"], run["x"], run["y"]
    for step in run.steps:
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        found, expected = step.gradient(model.weight), 2 * residual.T @ x / len(x)
        assert found is not None, "weight has no gradient"
        assert torch.allclose(found, expected, rtol=1e-2, atol=1e-2)


def measure(run):
    used = rates(run)
    warned = sum("before `optimizer.step()`" in message for _, message in run.warnings)
    return {
        "rates": used,
        "steps": len(used),
        "warned": warned,
        "rounds": len(run.backwards),
        "weight": run["model"].weight[0, 0].item(),
    }
