"""The real weights are trained by the gradients that belong to their binary values."""

import torch
from torch.nn.functional import linear, mse_loss


def expected_gradients(run, step):
    """The loss as a function of the binary weights; the step is taken from the real ones."""
    named = dict(run["model"].named_parameters())
    values = {name: (0.1 * step.value(p).sign()).requires_grad_() for name, p in named.items()}
    hidden = torch.tanh(linear(run["x"], values["0.weight"], values["0.bias"]))
    loss = mse_loss(linear(hidden, values["2.weight"], values["2.bias"]), run["y"])
    return dict(zip(values, torch.autograd.grad(loss, list(values.values()))))


def check_gradients(run):
    """At each of the three steps every gradient is the one at the binary weights, by torch.autograd.grad.
    三步中的每一步，所有梯度都是在二值权重处求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_real_weights(run):
    """The real weights are there at each step, and move by the learning rate times the gradient.
    每一步用的都是实值权重，并按学习率乘以梯度移动。"""
    weight = run["model"][0].weight
    assert all(step.value(weight).abs().unique().numel() > 2 for step in run.steps), "binary"
    for before, after in zip(run.steps, run.steps[1:]):
        assert torch.allclose(after.value(weight), before.value(weight) - 0.01 * before.gradient(weight), atol=1e-6)


def measure(run):
    if not run.steps:
        return {"error": run.error and str(run.error).split(": [")[0]}
    step, weight = run.steps[0], run["model"][0].weight
    found, expected = step.gradient(weight), expected_gradients(run, step)["0.weight"]
    moved = (weight.detach() - run["kept"][0]).abs().max()
    return {"percent_off": (100 * (found - expected).norm() / expected.norm()).item(), "steps": len(run.steps), "moved": moved.item()}


def probe(run):
    """Is the gradient another one than that at the binary weights?"""
    return measure(run).get("percent_off", 0) > 10
