"""Gain and linear layer are trained on the mean squared error."""

import torch
from torch.func import functional_call, grad


def check_gain_is_a_parameter(run):
    """gain is among the model's parameters.
    gain 在模型的 parameters 当中。"""
    assert "gain" in dict(run["model"].named_parameters())


def check_gradients(run):
    """At each of the five steps the optimizer finds for every tensor, gain included, torch.func's gradient.
    五步中的每一步，优化器拿到的所有梯度（包括 gain 的）都等于 torch.func 求得的梯度。"""
    model = run["model"]

    def loss(given):
        return ((functional_call(model, given, (run["x"],)) - run["y"]) ** 2).mean()

    assert len(run.steps) == 5
    for step in run.steps:
        named = dict(model.named_parameters()) | {"gain": model.gain}
        values = {name: step.value(parameter) for name, parameter in named.items()}
        for name, expected in grad(loss)(values).items():
            assert step.gradient(named[name]) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(named[name]), expected, atol=1e-9), name


def check_gain_moves(run):
    """gain differs from the ones it began with.
    gain 与初始的全 1 不同。"""
    assert not torch.equal(run["model"].gain.detach(), torch.ones(3, dtype=torch.float64))


def measure(run):
    model = run["model"]
    names = [name for name, _ in model.named_parameters()]
    return {
        "gain": model.gain.detach(),
        "gain_grad": model.gain.grad,
        "names": ", ".join(names),
        "steps": len(run.steps),
    }


def probe(run):
    """Steps were taken, and gain is neither a parameter of the model nor changed."""
    named = dict(run["model"].named_parameters())
    return len(run.steps) > 0 and "gain" not in named and bool((run["model"].gain == 1).all())
