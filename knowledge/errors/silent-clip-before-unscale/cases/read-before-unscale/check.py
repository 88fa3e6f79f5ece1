"""The model is trained on the mean squared error, and the norm of its gradients is printed."""

import torch
from torch.func import functional_call, grad


def mean_squared_error(run, values):
    return (functional_call(run["model"], values, (run["x"],)) - run["y"]).pow(2).mean()


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def joint(gradients):
    return torch.cat([gradient.flatten() for gradient in gradients])


def norm_at(run, step):
    """The norm of the gradient of the mean squared error."""
    return joint(grad(lambda values: mean_squared_error(run, values))(values_at(run, step)).values()).norm().item()


def printed(run):
    """The norms that were printed; of rounds that were skipped they are not finite, or belong to the same weights."""
    return [float(line.split()[2]) for line in run.stdout.splitlines()]


def check_the_norms(run):
    """The last ten of the 20 norms that are printed are, to a twentieth, those of the gradients of the mean squared error at the last ten steps.
    打印的 20 个范数中，后十个与后十步均方误差的梯度范数之差不超过二十分之一。"""
    assert len(printed(run)) == 20 and len(run.steps) >= 10
    for found, step in zip(printed(run)[-10:], run.steps[-10:]):
        assert abs(found - norm_at(run, step)) <= 0.05 * norm_at(run, step), f"{found:.3g}"


def check_steps(run):
    """At least ten steps are taken, and the last ten on the gradients of the mean squared error.
    至少走了十步，后十步用的都是均方误差的梯度。"""
    assert 10 <= len(run.steps) <= 20
    for step in run.steps[-10:]:
        found = joint([step.gradient(parameter) for parameter in run["model"].parameters()]).norm().item()
        assert abs(found - norm_at(run, step)) <= 0.05 * norm_at(run, step)


def measure(run):
    return {"printed": printed(run)[-1], "wanted": norm_at(run, run.steps[-1])}


def probe(run):
    """The last norm that is printed is more than a hundred times too large."""
    return printed(run)[-1] > 100 * norm_at(run, run.steps[-1])
