"""A small convolutional network is trained on the mean squared error, its stem under activation checkpointing."""

import torch
from torch.nn.functional import conv1d, linear


def loss_of(values, run):
    hidden = run["images"].detach()
    for layer in (0, 2):
        hidden = torch.relu(conv1d(hidden, values[f"stem.{layer}.weight"], values[f"stem.{layer}.bias"]))
    prediction = linear(hidden.flatten(1), values["head.weight"], values["head.bias"])
    return ((prediction - run["targets"]) ** 2).mean()


def check_gradients(run):
    """At each of the five steps every parameter's gradient equals torch.func.grad of the same model without checkpointing.
    五步中的每一步，每个参数的梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
    parameters = dict(run["model"].named_parameters())
    assert len(run.steps) == 5
    for step in run.steps:
        expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in parameters.items()}, run)
        for name, parameter in parameters.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"weight_grad": run["model"].stem[0].weight.grad, "steps": len(run.steps)}
