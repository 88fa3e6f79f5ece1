"""Encoder and weight are trained on the cross entropy of the scaled outputs."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def loss_of(encoder, bias, weight, run):
    return cross_entropy(0.5 * linear(torch.tanh(linear(run["x"], encoder, bias)), weight), run["labels"])


def check_gradients(run):
    """At each of the three steps encoder and weight have torch.func's gradient of the cross entropy, without the function.
    三步中的每一步，encoder 和 weight 的梯度都等于 torch.func 在不用该函数时对交叉熵求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    parameters = [*run["encoder"].parameters(), run["weight"]]
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1, 2))(*(step.value(p) for p in parameters), run)
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    return {"weight_gradient": run["weight"].grad, "steps": len(run.steps)}
