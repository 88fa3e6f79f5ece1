"""The model is trained on the symmetric error of the days on which the shop is open."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    used = run["is_open"].squeeze(1) == 1
    forecast, sales = functional_call(run["model"], values, (run["x"][used],)), run["sales"][used]
    return (2 * (forecast - sales).abs() / (forecast + sales)).mean()


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the error on the days that are open.
    三步中的每一步，每个参数的梯度都等于 torch.func 对营业日的误差求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-4), name


def measure(run):
    bad = sum((~parameter.isfinite()).sum().item() for parameter in run["model"].parameters())
    return {"error": str(run.error) if run.error else None, "bad": bad, "steps": len(run.steps)}
