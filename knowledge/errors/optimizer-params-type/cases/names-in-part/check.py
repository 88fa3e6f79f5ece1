"""Encoder and decoder are trained on the mean squared error of the reconstruction."""

import torch
from torch.func import grad


def parameters_of(run):
    return [run["encoder"].weight, run["encoder"].bias, run["decoder"].weight, run["decoder"].bias]


def loss_of(values, x):
    weight, bias, other_weight, other_bias = values
    return ((torch.tanh(x @ weight.T + bias) @ other_weight.T + other_bias - x) ** 2).mean()


def check_gradients(run):
    """At each of the three steps all four gradients equal torch.func's for the reconstruction error.
    三步中的每一步，四个梯度都等于 torch.func 对重构误差求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = grad(loss_of)([step.value(p) for p in parameters_of(run)], run["x"])
        for parameter, gradient in zip(parameters_of(run), expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6)


def check_all_move(run):
    """Each step changes each of the four parameters by -0.1 times its gradient.
    每一步，四个参数的变化量都等于 -0.1 乘以各自的梯度。"""
    for parameter in parameters_of(run):
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        for step, before, after in zip(run.steps, values, values[1:]):
            assert torch.allclose(after, before - 0.1 * step.gradient(parameter), atol=1e-6)


def measure(run):
    bias = run["decoder"].bias
    moved = (bias - run.steps[0].value(bias)).abs().max().item() if run.steps else 0.0
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps), "moved": moved}
