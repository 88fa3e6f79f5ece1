"""Both stages are trained on the sum of their mean squared errors."""

import torch
from torch.func import functional_call, grad


def total_loss(run, values):
    outputs = functional_call(run["model"], values, (run["noisy"],))
    return sum(((output - run["clean"]) ** 2).mean() for output in outputs)


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the sum of the two errors.
    三步中的每一步，每个参数的梯度都等于 torch.func 对两个误差之和求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: total_loss(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def measure(run):
    return {"weight_grad": run["model"].fine.weight.grad, "steps": len(run.steps)}
