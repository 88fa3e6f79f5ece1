"""The run goes on after the restart as if there had been none: SGD with each parameter's own momentum."""

import torch
from torch.func import functional_call, grad


def values_after(run, name):
    """The parameter of that name before each step and at the end."""
    parameters = [*[run["model"].get_parameter(name)] * 3, *[run["resumed"].get_parameter(name)] * 3]
    values = [step.value(parameter) for step, parameter in zip(run.steps, parameters, strict=True)]
    return parameters, [*values, parameters[-1].detach()]


def follows_momentum(run, name):
    """Whether that parameter moves by SGD with lr 0.1 and momentum 0.9, begun once."""
    parameters, values = values_after(run, name)
    momentum = torch.zeros_like(values[0])
    for step, parameter, before, after in zip(run.steps, parameters, values, values[1:], strict=False):
        assert step.gradient(parameter) is not None, f"{name} has no gradient"
        momentum = 0.9 * momentum + step.gradient(parameter)
        if not torch.allclose(after, before - 0.1 * momentum, atol=1e-5):
            return False
    return True


def check_momentum_goes_on(run):
    """Over all six steps each parameter moves by SGD with lr 0.1 and its own momentum of 0.9, the restart included.
    全部六步里（包括重启之后），每个参数都按 lr 0.1、动量 0.9 的 SGD 更新，用的是它自己的动量。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for name, _ in run["model"].named_parameters():
        assert follows_momentum(run, name), name


def check_gradients(run):
    """At each of the last three steps every gradient is that of the summed mean squared errors, by torch.func.
    最后三步中的每一步，所有梯度都等于 torch.func 对各均方误差之和求得的梯度。"""
    model = run["resumed"]

    def objective(given):
        outputs = functional_call(model, given, run["x"])
        return sum(((outputs[name] - target) ** 2).mean() for name, target in run["targets"].items())

    for step in run.steps[-3:]:
        expected = grad(objective)({name: step.value(parameter) for name, parameter in model.named_parameters()})
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 6:
        parameters, places = values_after(run, "heads.size.weight")
        gradients = [step.gradient(parameter) for step, parameter in zip(run.steps, parameters, strict=True)]
        own = sum(0.9 ** (3 - index) * gradient for index, gradient in enumerate(gradients[:4]))
        values["moved"] = (places[4] - places[3]).norm().item()
        values["off"] = (places[4] - places[3] + 0.1 * own).norm().item()
    return values
