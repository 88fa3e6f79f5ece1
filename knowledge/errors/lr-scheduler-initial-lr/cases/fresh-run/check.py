"""The schedule begins with its first value: 0.1 for two epochs, then half of it for two."""

import torch
from torch.func import functional_call, grad

RATES = [0.1, 0.1, 0.05, 0.05]


def check_schedule(run):
    """At the four steps each parameter moves against its gradient by 0.1, 0.1, 0.05 and 0.05 of it.
    四步里，每个参数沿负梯度移动，依次为梯度的 0.1、0.1、0.05、0.05 倍。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for name, parameter in run["model"].named_parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        for count, step in enumerate(run.steps):
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            after = values[count] - RATES[count] * step.gradient(parameter)
            assert torch.allclose(values[count + 1], after, atol=1e-6), f"{name} at step {count}"


def check_gradients(run):
    """At each of the four steps every gradient is that of the mean squared error, by torch.func.
    四步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    model = run["model"]
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: ((functional_call(model, given, run["x"]) - run["y"]) ** 2).mean())(values)
        for name, parameter in model.named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error) if run.error else None}
    if len(run.steps) == 4:
        bias = run["model"].get_parameter("2.bias")
        moves = [before.value(bias) - after.value(bias) for before, after in zip(run.steps, run.steps[1:], strict=False)]
        values["second_rate"] = (moves[1] / run.steps[1].gradient(bias)).item()
    return values
