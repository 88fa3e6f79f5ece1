"""A classifier is trained, its stem under activation checkpointing."""

import torch
from torch.nn.functional import cross_entropy, linear


def loss_of(values, run):
    hidden = torch.tanh(linear(run["x"], values["stem.0.weight"], values["stem.0.bias"]))
    return cross_entropy(linear(hidden, values["head.weight"], values["head.bias"]), run["labels"])


def check_gradients(run):
    """At each of the five steps every parameter's gradient equals torch.func.grad of the same model without checkpointing.
    五步中的每一步，每个参数的梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
    parameters = dict(run["model"].named_parameters())
    assert len(run.steps) == 5
    for step in run.steps:
        expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in parameters.items()}, run)
        for name, parameter in parameters.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_the_stem_moves(run):
    """The stem's weight differs from where it started.
    stem 的权重与初始值不同。"""
    assert not torch.equal(run["model"].stem[0].weight, run["start"])


def measure(run):
    weight = run["model"].stem[0].weight
    return {
        "moved": (weight - run["start"]).abs().max().item(),
        "weight_grad": weight.grad,
        "steps": len(run.steps),
    }
