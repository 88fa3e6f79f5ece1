"""QuickGelu is checked, and then trained with."""

import contextlib
import warnings

import torch
from torch.func import grad


class Off(torch.autograd.Function):
    """QuickGelu, with a derivative that is one percent too large."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(1.702 * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = (1.702 * x).sigmoid()
        return 1.01 * grad_output * (s + 1.702 * x * s * (1 - s))


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
    """The program's check lets its Function pass five times out of five, and one that is one percent off never.
    程序里的检查五次都让它的 Function 通过；导数偏差 1% 的，一次也不让通过。"""
    assert accepted(run, run["QuickGelu"].apply) == 5, "the right one does not pass"
    assert accepted(run, Off.apply) == 0, "a wrong one passes"


def check_no_warning(run):
    """There is no warning about precision.
    没有关于精度的警告。"""
    assert not [message for _, message in run.warnings if "double precision" in message], "it warns"


def loss_of(hidden, head, inputs, targets):
    z = inputs @ hidden[0].T + hidden[1]
    return (((z * (1.702 * z).sigmoid()) @ head[0].T + head[1] - targets) ** 2).mean()


def check_training(run):
    """At each of the three steps every gradient equals torch.func's for the mean squared error.
    三步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    assert len(run.steps) == 3
    modules = [tuple(run[name].parameters()) for name in ("hidden", "head")]
    for step in run.steps:
        values = [tuple(step.value(parameter) for parameter in module) for module in modules]
        gradients = grad(loss_of, argnums=(0, 1))(*values, run["inputs"], run["targets"])
        for module, expected in zip(modules, gradients):
            for parameter, gradient in zip(module, expected, strict=True):
                assert step.gradient(parameter) is not None, "a parameter has no gradient"
                assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def measure(run):
    return {"wrong": accepted(run, Off.apply), "right": accepted(run, run["QuickGelu"].apply)}
