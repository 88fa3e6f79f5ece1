"""A leaky ReLU is checked, and then trained with."""

import contextlib
import warnings

import torch
from torch.func import grad


class Off(torch.autograd.Function):
    """A leaky ReLU, with a derivative that is two percent too large."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x > 0, x, 0.1 * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 1.02 * grad_output * torch.where(x > 0, 1.0, 0.1).to(x)


def accepted(run, function):
    """In how many of five runs the program's check lets a function pass."""
    count = 0
    for seed in range(5):
        torch.manual_seed(seed)
        with contextlib.suppress(RuntimeError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            count += bool(run["check_gradient"](function))
    return count


def check_the_check(run):
    """The program's check lets its Function pass five times out of five, and one that is two percent off never.
    程序里的检查五次都让它的 Function 通过；导数偏差 2% 的，一次也不让通过。"""
    assert accepted(run, run["LeakyRelu"].apply) == 5
    assert accepted(run, Off.apply) == 0


def measure(run):
    return {"wrong": accepted(run, Off.apply), "right": accepted(run, run["LeakyRelu"].apply), "steps": len(run.steps)}


def loss_of(hidden, head, inputs, targets):
    z = inputs @ hidden[0].T + hidden[1]
    return ((torch.where(z > 0, z, 0.1 * z) @ head[0].T + head[1] - targets) ** 2).mean()


def expected_gradients(run, step):
    values = [tuple(step.value(p) for p in run[name].parameters()) for name in ("hidden", "head")]
    gradients = grad(loss_of, argnums=(0, 1))(*values, run["inputs"], run["targets"])
    for name, module in zip(("hidden", "head"), gradients):
        yield from zip(run[name].parameters(), module, strict=True)


def check_training(run):
    """At each of the three steps every gradient equals torch.func's for the mean squared error.
    三步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, expected in expected_gradients(run, step):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)
