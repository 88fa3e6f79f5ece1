"""Backbone and head are trained on the mean squared error."""

import torch
from torch.func import grad


def mean_squared_error(values, x, y):
    hidden = torch.tanh(x @ values["backbone.0.weight"].T + values["backbone.0.bias"])
    features = hidden @ values["backbone.2.weight"].T + values["backbone.2.bias"]
    return ((torch.tanh(features) @ values["head.weight"].T + values["head.bias"] - y) ** 2).mean()


def check_gradients(run):
    """At each of the five steps all six parameters have the gradients that torch.func computes from the formula.
    五步中的每一步，六个参数的梯度都等于 torch.func 按公式求得的梯度。"""
    parameters = dict(run["model"].named_parameters())
    assert len(run.steps) == 5
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in parameters.items()}
        for name, expected in grad(mean_squared_error)(values, run["x"], run["y"]).items():
            assert step.gradient(parameters[name]) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameters[name]), expected, atol=1e-5), name


def check_the_backbone_moves(run):
    """The backbone's first weight differs from where it started.
    backbone 第一层的权重与初始值不同。"""
    assert not torch.equal(run["model"].backbone[0].weight, run["start"])


def measure(run):
    weight, head = run["model"].backbone[0].weight, run["model"].head.weight
    return {
        "moved": (weight - run["start"]).abs().max().item(),
        "gradient": weight.grad,
        "head_moved": (head - run.steps[0].value(head)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
