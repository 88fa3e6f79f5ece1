"""Each head learns a scale of its own; all begin with ones."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def scale_of(run):
    return run["model"][0].scale


def expected_gradients(run, step):
    linear = run["model"][2]

    def loss(scale, weight, bias):
        return mse_loss((run["x"] * scale).flatten(1) @ weight.T + bias, run["y"])

    return grad(loss, argnums=(0, 1, 2))(step.value(scale_of(run)), step.value(linear.weight), step.value(linear.bias))


def check_gradients(run):
    """At each of the three steps scale, weight and bias have the gradients of torch.func.
    三步中的每一步，scale、weight 和 bias 的梯度都等于 torch.func 求得的梯度。"""
    linear = run["model"][2]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, expected in zip((scale_of(run), linear.weight, linear.bias), expected_gradients(run, step)):
            assert step.has(parameter), "not among the parameters of the optimizer"
            assert step.gradient(parameter) is not None, "no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-6)


def check_the_heads_differ(run):
    """The scale has four rows of ones at the first step, and each row has moved by -0.1 times its gradient at the second.
    第一步时 scale 是四行 1，到第二步每一行都变化了 -0.1 乘以它的梯度。"""
    first, second = run.steps[:2]
    assert torch.equal(first.value(scale_of(run)), torch.ones(4, 8))
    assert torch.allclose(second.value(scale_of(run)), 1 - 0.1 * first.gradient(scale_of(run)), atol=1e-6)


def measure(run):
    return {
        "parameters": [name for name, _ in run["model"].named_parameters()],
        "moved": (scale_of(run).detach() - 1).abs().max().item(),
        "steps": len(run.steps),
    }
