"""Rotation vectors are trained on the mean squared angle between the rotations and their targets."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    """In float64, by atan2: exact also where the rotations agree."""
    found = run["rotation"](functional_call(run["model"], values, run["x"].double()))
    between = found.transpose(1, 2) @ run["target"].double()
    sine = (between - between.transpose(1, 2)).norm(dim=(1, 2)) / 8**0.5
    cosine = (between.diagonal(dim1=1, dim2=2).sum(dim=1) - 1) / 2
    return (torch.atan2(sine, cosine) ** 2).mean()


def check_gradients(run):
    """At each of the 100 steps every gradient equals that of the exact angle in float64, within 0.002.
    100 步中的每一步，所有梯度都等于 float64 下精确角度的梯度，误差在 0.002 以内。"""
    assert len(run.steps) == 100, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter).double() for name, parameter in run["model"].named_parameters()}
        expected = grad(lambda given: loss_of(run, given))(values)
        for name, parameter in run["model"].named_parameters():
            found = step.gradient(parameter).double()
            assert torch.allclose(found, expected[name], atol=2e-3), f"{name} at step {number}"


def check_the_rotations_fit(run):
    """At the end the root of the mean squared angle, computed in float64, is below 0.003 rad.
    最后，以 float64 计算的均方角度的平方根小于 0.003 rad。"""
    values = {name: parameter.detach().double() for name, parameter in run["model"].named_parameters()}
    assert loss_of(run, values).sqrt() < 3e-3, float(loss_of(run, values))


def measure(run):
    losses = [float(backward.roots[0]) for backward in run.backwards]
    finite = [loss for loss in losses if loss == loss]
    parameters = list(run["model"].parameters())
    return {
        "steps": min(len(finite), len(run.steps)),
        "last": finite[-1],
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "end": losses[-1],
    }


def probe(run):
    """The loss had fallen below a tenth of the first one before it became NaN.
    loss 变成 NaN 之前，已降到第一个 loss 的十分之一以下。"""
    losses = [float(backward.roots[0]) for backward in run.backwards]
    first = next((number for number, loss in enumerate(losses) if loss != loss), 0)
    return first > 0 and losses[first - 1] < losses[0] / 10
