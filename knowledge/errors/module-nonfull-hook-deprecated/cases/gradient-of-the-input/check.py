"""The layer before the block gets a tenth of its gradient, the block and the head get all of theirs."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def plain_gradients(run, step):
    """The gradients without any hook."""
    named = dict(run["model"].named_parameters())
    values = {name: step.value(parameter) for name, parameter in named.items()}

    def loss(given):
        first = run["x"] @ given["0.weight"].T + given["0.bias"]
        hidden = torch.tanh(first @ given["1.linear.weight"].T + given["1.linear.bias"])
        return mse_loss(hidden @ given["2.weight"].T + given["2.bias"], run["y"])

    return grad(loss)(values)


def check_gradients(run):
    """At each of the three steps the first layer has a tenth of the gradient of torch.func, the others have all of it.
    三步中的每一步，第一层的梯度是 torch.func 所得的十分之一，其余各层与之相等。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = plain_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            factor = 0.1 if name.startswith("0.") else 1.0
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), factor * expected[name], atol=1e-6), name


def check_no_warning(run):
    """There is no warning about non-full backward hooks.
    没有关于 non-full backward hook 的警告。"""
    assert not [message for _, message in run.warnings if "non-full" in message], "it warns"


def measure(run):
    step, weight = run.steps[0], run["model"][1].linear.weight
    expected = plain_gradients(run, step)["1.linear.weight"]
    return {"steps": len(run.steps), "part": (step.gradient(weight).norm() / expected.norm()).item()}
