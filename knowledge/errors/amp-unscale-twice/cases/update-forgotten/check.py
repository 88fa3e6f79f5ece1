"""Each batch is trained on with gradients that are clipped to the norm 0.1, and the scale is kept up."""

import torch
from torch.func import functional_call, grad


def reference(run, step, batches):
    """The gradients of the mean squared error over these batches at a step, clipped to the norm 0.1 together."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

    def loss(values):
        errors = [(functional_call(run["model"], values, (x,)) - y).pow(2).mean() for x, y in batches]
        return sum(errors) / len(errors)

    gradients = grad(loss)(values)
    norm = torch.cat([gradient.flatten() for gradient in gradients.values()]).norm()
    return {name: gradient * (0.1 / norm).clamp(max=1) for name, gradient in gradients.items()}


def distance(run, step, batches):
    """How far the gradients at a step are from the reference, as a share of its norm."""
    expected = reference(run, step, batches)
    found = [step.gradient(run["model"].get_parameter(name)) for name in expected]
    assert all(gradient is not None for gradient in found), "a parameter has no gradient"
    off = torch.cat([(f - e).flatten() for f, e in zip(found, expected.values())]).norm()
    return (off / torch.cat([e.flatten() for e in expected.values()]).norm()).item()


def check_gradients(run):
    """There are four steps, and at each the gradients are, to a twentieth of the norm, those of the batch's mean squared error, clipped to the norm 0.1.
    共有四步，每一步的梯度都等于该 batch 的均方误差的梯度裁剪到范数 0.1 的结果，误差不超过范数的二十分之一。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for step, batch in zip(run.steps, run["batches"]):
        off = distance(run, step, [batch])
        assert off <= 0.05, f"off by {off:.2g}"


def check_the_scaler_counts(run):
    """The scaler has counted four steps without inf.
    scaler 记录了四个没有 inf 的步。"""
    assert run["scaler"].state_dict()["_growth_tracker"] == 4


def measure(run):
    weight, times = run["model"][0].weight, 0.0
    if run.steps:
        expected = unclipped(run, run.steps[0])
        times = (run.steps[0].gradient(weight).norm() / expected.norm()).item()
    return {"times": times, "steps": len(run.steps)}


def unclipped(run, step):
    """The gradient of the first weight for the first batch, not clipped."""
    x, y = run["batches"][0]
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(lambda values: (functional_call(run["model"], values, (x,)) - y).pow(2).mean())(values)["0.weight"]
