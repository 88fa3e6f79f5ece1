"""Four steps, each on four batches; the learning rate falls in a straight line, once for each step."""

import torch


def rates(run):
    """The learning rate of each step, from how far the weight moved along its gradient."""
    weight = run["model"].weight
    values = [step.value(weight) for step in run.steps] + [weight.detach()]
    moves = [before - after for before, after in zip(values, values[1:])]
    gradients = [step.gradient(weight) for step in run.steps]
    return torch.stack([(move * g).sum() / (g * g).sum() for move, g in zip(moves, gradients) if g is not None])


def check_rates(run):
    """The four steps use the learning rates 0.1, 0.0775, 0.055, 0.0325, measured by how far the weight moves.
    四步所用的学习率依次为 0.1、0.0775、0.055、0.0325，由 weight 的变化量测得。"""
    assert torch.allclose(rates(run), torch.tensor([0.1, 0.0775, 0.055, 0.0325]), rtol=1e-3), rates(run)


def check_gradients(run):
    """At each step the weight's gradient equals the closed form of the mean squared error over its four batches.
    每一步 weight 的梯度都等于这四个 batch 合在一起的均方误差的解析梯度。"""
    model = run["model"]
    for step, x, y in zip(run.steps, run["x"].split(16), run["y"].split(16)):
        residual = x @ step.value(model.weight).T + step.value(model.bias) - y
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def measure(run):
    used = rates(run)
    warned = sum("before `optimizer.step()`" in message for _, message in run.warnings)
    return {
        "rates": used,
        "steps": len(used),
        "warned": warned,
    }
