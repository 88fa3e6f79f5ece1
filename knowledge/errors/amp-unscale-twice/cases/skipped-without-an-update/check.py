"""Each batch is trained on with clipped gradients, except the second: its gradients are too large."""

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
    """There are four steps, one for each batch but the second, and at each the gradients are, to a twentieth of the norm, those of that batch's mean squared error, clipped to the norm 0.1.
    共有四步，除第二个 batch 外每个 batch 一步，每一步的梯度都等于该 batch 的均方误差的梯度裁剪到范数 0.1 的结果，误差不超过范数的二十分之一。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for step, batch in zip(run.steps, (0, 2, 3, 4)):
        off = distance(run, step, [run["batches"][batch]])
        assert off <= 0.05, f"batch {batch} is off by {off:.2g}"


def measure(run):
    percent = 100 * distance(run, run.steps[0], run["batches"][:1]) if run.steps else 0.0
    return {"percent": percent, "steps": len(run.steps)}
