"""A weighted sum of samples is checked, and then trained with; its backward adds in any order."""

import contextlib

import torch
from torch.func import grad


class Off(torch.autograd.Function):
    """The same sum, with a derivative that is two percent too large."""

    @staticmethod
    def forward(ctx, x, weight, index):
        ctx.save_for_backward(weight, index)
        ctx.size = len(x)
        return (weight * x[index]).sum(dim=1)

    @staticmethod
    def backward(ctx, grad_output):
        weight, index = ctx.saved_tensors
        parts = 1.02 * (grad_output.unsqueeze(1) * weight).flatten()
        return parts.new_zeros(ctx.size).index_add(0, index.flatten(), parts), None, None


class Random(Off):
    """The same sum, with a random factor of up to 1.01 that is drawn in each backward."""

    @staticmethod
    def backward(ctx, grad_output):
        return Off.backward(ctx, grad_output * (1 + 0.01 * torch.rand(1)) / 1.02)


def accepted(run, function):
    """In how many of five runs the program's check lets a function pass."""
    count = 0
    for seed in range(5):
        torch.manual_seed(seed)
        with contextlib.suppress(RuntimeError):
            count += bool(run["check_gradient"](function))
    return count


def check_the_check(run):
    """The program's check lets its Function pass five times out of five, and never one that is two percent off, nor one with a random factor.
    程序里的检查五次都让它的 Function 通过；导数偏差 2% 的，以及带随机系数的，一次也不让通过。"""
    assert accepted(run, run["Sample"].apply) == 5
    assert accepted(run, Off.apply) == 0
    assert accepted(run, Random.apply) == 0


def check_training(run):
    """At each of the three steps the gradient equals torch.func's for the mean squared error.
    三步中的每一步，梯度都等于 torch.func 对均方误差求得的梯度。"""
    x, weight, index, y = run["x"], run["weight"], run["index"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        expected = grad(lambda x: (((weight * x[index]).sum(dim=1) - y) ** 2).mean())(step.value(x))
        assert torch.allclose(step.gradient(x), expected, atol=1e-4)


def measure(run):
    error = str(run.error).split(",")[0] if run.error else None
    return {"error": error, "right": accepted(run, run["Sample"].apply)}
