"""A small network with a normalisation layer is trained on gradients that are clipped for each sample."""

from copy import deepcopy

import torch
from torch.func import functional_call


def clipped(model, values, sample, label):
    """The gradient of one sample alone, by autograd, clipped to the norm 1."""
    loss = torch.nn.functional.cross_entropy(functional_call(model, values, (sample,)), label)
    gradients = torch.autograd.grad(loss, list(values.values()))
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    return [g * (1 / norm).clamp(max=1) for g in gradients]


def normalised(run):
    """What the normalisation gives for each sample alone, after training."""
    conv, norm = deepcopy(run["model"][:2])
    with torch.no_grad():
        return torch.cat([norm(conv(sample)) for sample in run["x"].split(1)]).flatten(1)


def check_gradients(run):
    """At each of the three steps the gradients are the mean of the clipped gradients of the samples, each computed alone by autograd.
    三步中的每一步，梯度都等于各样本梯度裁剪之后的平均，各样本的梯度由 autograd 单独求出。"""
    model, x, y = deepcopy(run["model"]), run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(p).requires_grad_() for name, p in run["model"].named_parameters()}
        samples = [clipped(model, values, sample, label) for sample, label in zip(x.split(1), y.split(1))]
        for p, *gradients in zip(run["model"].parameters(), *samples):
            assert torch.allclose(step.gradient(p), torch.stack(gradients).mean(0), atol=1e-5)


def check_normalised(run):
    """After training, what the second layer gives for each sample has a mean within 0.2 of 0 and a variance within 0.3 of 1.
    训练后，第二层对每个样本的输出均值与 0 相差不超过 0.2，方差与 1 相差不超过 0.3。"""
    output = normalised(run)
    assert output.mean(1).abs().max() < 0.2, output.mean(1)
    assert (output.var(1) - 1).abs().max() < 0.3, output.var(1)


def measure(run):
    if run.error is not None:
        return {"steps": len(run.steps)}
    return {"steps": len(run.steps), "variance": normalised(run).var(1).mean()}
