"""A binary classifier is trained on the focal loss with alpha 0.25 and gamma 2."""

import torch
from torch.func import grad
from torch.nn.functional import linear, logsigmoid


def loss_of(values, run):
    """In float64, from the logits."""
    hidden = linear(run["x"].double(), values["0.weight"], values["0.bias"]).relu()
    z = linear(hidden, values["2.weight"], values["2.bias"])
    positive = -0.25 * torch.sigmoid(-z) ** 2 * logsigmoid(z)
    negative = -0.75 * torch.sigmoid(z) ** 2 * logsigmoid(-z)
    y = run["y"].double()
    return (y * positive + (1 - y) * negative).mean()


def values_at(run, step):
    return {name: step.value(parameter).double() for name, parameter in run["model"].named_parameters()}


def check_gradients(run):
    """At each of the 30 steps every gradient equals that of the focal loss of the logits, in float64.
    30 步中的每一步，所有梯度都等于 float64 下由 logits 计算的 focal loss 的梯度。"""
    assert len(run.steps) == 30
    for number, step in enumerate(run.steps):
        expected = grad(loss_of)(values_at(run, step), run)
        for name, parameter in run["model"].named_parameters():
            difference = (step.gradient(parameter) - expected[name]).abs().max()
            assert difference <= 1e-3 * expected[name].abs().max(), f"{name} at step {number}"


def ratio_of_norms(run):
    """The norm of the first gradient, as a part of the norm that it should have."""
    expected = grad(loss_of)(values_at(run, run.steps[0]), run)
    found = [run.steps[0].gradient(parameter).flatten() for parameter in run["model"].parameters()]
    return float(torch.cat(found).norm() / torch.cat([gradient.flatten() for gradient in expected.values()]).norm())


def measure(run):
    values = {name: parameter.detach() for name, parameter in run["model"].named_parameters()}
    return {
        "loss": float(run.backwards[0].roots[0]) if run.backwards else None,
        "ratio": ratio_of_norms(run),
        "bad": sum(int((~value.isfinite()).sum()) for value in values.values()),
        "total": sum(value.numel() for value in values.values()),
        "steps": len(run.steps),
    }


def probe(run):
    """After the first backward some gradient is not finite."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return not all(gradient.isfinite().all() for gradient in gradients)
