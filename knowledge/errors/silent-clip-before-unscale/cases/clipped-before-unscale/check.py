"""The model is trained on the mean squared error with gradients that are clipped to the norm 1."""

import torch
from torch.func import functional_call, grad


def mean_squared_error(run, values):
    return (functional_call(run["model"], values, (run["x"],)) - run["y"]).pow(2).mean()


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def joint(gradients):
    return torch.cat([gradient.flatten() for gradient in gradients])


def expected_at(run, step):
    """The gradient of the mean squared error, clipped to the norm 1, in one vector."""
    gradient = joint(grad(lambda values: mean_squared_error(run, values))(values_at(run, step)).values())
    return gradient / gradient.norm().clamp(min=1)


def found_at(run, step):
    gradients = [step.gradient(parameter) for parameter in run["model"].parameters()]
    assert all(gradient is not None for gradient in gradients), "a parameter has no gradient"
    return joint(gradients)


def check_gradients(run):
    """At each step taken the gradients equal, to a twentieth of the norm, those of the mean squared error clipped to the norm 1; of the 20 rounds at most 10 are skipped.
    实际走的每一步，梯度都等于均方误差的梯度裁剪到范数 1 的结果，误差不超过范数的二十分之一；20 轮中最多跳过 10 轮。"""
    assert 10 <= len(run.steps) <= 20, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        expected = expected_at(run, step)
        assert (found_at(run, step) - expected).norm() <= 0.05 * expected.norm(), f"step {number}: another gradient"


def check_it_learns(run):
    """At the last step the mean squared error is less than half of what it was at the first.
    最后一步的均方误差不到第一步的一半。"""
    first, last = (mean_squared_error(run, values_at(run, step)).item() for step in (run.steps[0], run.steps[-1]))
    assert last < first / 2, f"{first:.2g} -> {last:.2g}"


def measure(run):
    if not run.steps:
        return {"steps": 0}
    first, last = (mean_squared_error(run, values_at(run, step)).item() for step in (run.steps[0], run.steps[-1]))
    return {
        "norm": found_at(run, run.steps[0]).norm().item(),
        "wanted": expected_at(run, run.steps[0]).norm().item(),
        "first": first,
        "last": last,
        "steps": len(run.steps),
    }


def probe(run):
    """The gradient of the first step is less than a thousandth of what it should be."""
    return bool(found_at(run, run.steps[0]).norm() < 0.001 * expected_at(run, run.steps[0]).norm())
