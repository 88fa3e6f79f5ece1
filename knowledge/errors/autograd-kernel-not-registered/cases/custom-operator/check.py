"""Both layers are trained on the mean squared error, through the soft threshold."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss, softshrink


def expected_gradients(run, step):
    """By torch's own softshrink, which is the same function."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

    def loss(given):
        hidden = softshrink(run["x"] @ given["first.weight"].T + given["first.bias"], 0.1)
        return mse_loss(hidden @ given["second.weight"].T + given["second.bias"], run["y"])

    return grad(loss)(values)


def check_gradients(run):
    """At each of the three steps every gradient equals that of torch.func with softshrink in the operator's place.
    三步中的每一步，所有梯度都等于用 softshrink 代替该算子时 torch.func 所得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_no_warning(run):
    """There is no warning about an autograd kernel.
    没有关于 autograd kernel 的警告。"""
    assert not [message for _, message in run.warnings if "autograd kernel" in message], "it warns"


def measure(run):
    return {"gradient": run["model"].first.weight.grad, "steps": len(run.steps)}
