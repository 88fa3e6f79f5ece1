"""The run goes on as if it had not been interrupted: the same schedule of learning rates, the same momentum."""

import torch
from torch.func import functional_call, grad

RATES = [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]


def parameters_of(run, name):
    """The parameter of that name at each step: four of the first model, then two of the resumed one."""
    return [run["model"].get_parameter(name)] * 4 + [run["resumed"].get_parameter(name)] * 2


def check_schedule_goes_on(run):
    """Over all six steps each parameter moves by SGD with momentum 0.9 and the rates 0.1, 0.1, 0.05, 0.05, 0.025, 0.025.
    全部六步里，每个参数都按动量 0.9 的 SGD 更新，学习率依次是 0.1、0.1、0.05、0.05、0.025、0.025。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for name, last in run["resumed"].named_parameters():
        parameters = parameters_of(run, name)
        values = [*(step.value(parameter) for step, parameter in zip(run.steps, parameters, strict=True)), last.detach()]
        momentum = torch.zeros_like(last)
        for count, (step, parameter) in enumerate(zip(run.steps, parameters, strict=True)):
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            momentum = 0.9 * momentum + step.gradient(parameter)
            after = values[count] - RATES[count] * momentum
            assert torch.allclose(values[count + 1], after, atol=1e-6), f"{name} at step {count}"


def check_gradients(run):
    """At each of the six steps every gradient is that of the mean squared error, by torch.func.
    六步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    for count, step in enumerate(run.steps):
        model = run["model"] if count < 4 else run["resumed"]
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given, of=model: ((functional_call(of, given, run["x"]) - run["y"]) ** 2).mean())(values)
        for name, parameter in model.named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 6:
        weight = run["resumed"].get_parameter("2.bias")
        moved = run.steps[4].value(weight) - run.steps[5].value(weight)
        own = sum(0.9 ** (4 - count) * step.gradient(run["model"].get_parameter("2.bias")) for count, step in enumerate(run.steps[:4]))
        values["rate_with_momentum"] = (moved / (own + run.steps[4].gradient(weight))).item()
        values["rate_without"] = (moved / run.steps[4].gradient(weight)).item()
    return values
