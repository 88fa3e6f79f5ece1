"""An exponential is fitted; its output is not kept longer than the step."""

import torch
from torch.func import grad


def loss_of(weight, bias, x):
    return (((x @ weight.T + bias).exp() - 2) ** 2).mean()


def check_gradients(run):
    """At each of the 8 steps the gradients of weight and bias equal torch.func's.
    8 步中的每一步，weight 和 bias 的梯度都等于 torch.func 求得的。"""
    layer = run["layer"]
    assert len(run.steps) == 8
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1))(step.value(layer.weight), step.value(layer.bias), run["x"])
        for parameter, gradient in zip((layer.weight, layer.bias), expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_memory(run):
    """After no step are there more large tensors alive than after the first.
    任何一步之后存活的大张量都不比第一步之后多。"""
    assert len(run["alive"]) == 8
    assert max(run["alive"]) <= run["alive"][0]


def measure(run):
    return {"first": run["alive"][0], "most": max(run["alive"]), "steps": len(run.steps)}


def probe(run):
    """Large tensors pile up from step to step."""
    return max(run["alive"]) > run["alive"][0] + 3
