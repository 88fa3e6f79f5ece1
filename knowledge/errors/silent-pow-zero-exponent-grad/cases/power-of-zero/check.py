"""A mask is trained on magnitudes that are compressed by a power; bins of silence say nothing about it."""

import torch
from torch.func import functional_call, grad


def loss_of(values, run, eps):
    noisy, clean = run["noisy"], run["clean"]
    sounding = noisy > 0
    mask = functional_call(run["model"], values, (noisy,))
    estimate = mask[sounding] * noisy[sounding]
    errors = torch.exp(0.3 * torch.log(estimate + eps)) - (clean[sounding] + eps) ** 0.3
    return errors.square().sum() / noisy.numel()


def agrees(run, step, eps):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    expected = grad(loss_of)(values, run, eps)
    found = {name: step.gradient(parameter) for name, parameter in run["model"].named_parameters()}
    return all(found[name] is not None and torch.allclose(found[name], expected[name], atol=1e-5) for name in expected)


def check_gradients(run):
    """At each of the 30 steps the gradients equal torch.func's over the bins that are not silent, with 0 or 1e-6 under the power.
    30 步中的每一步，梯度都等于 torch.func 在非静音处求得的梯度，幂下加 0 或 1e-6。"""
    assert len(run.steps) == 30
    assert any(all(agrees(run, step, eps) for step in run.steps) for eps in (0.0, 1e-6))


def measure(run):
    losses = [backward.roots[0].item() for backward in run.backwards]
    parameters = list(run["model"].parameters())
    return {
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "first": losses[0],
        "second": losses[1],
        "last": losses[-1],
    }


def probe(run):
    """The first loss is finite, and after the first backward some gradient is not."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return bool(first.roots[0].isfinite()) and not all(gradient.isfinite().all() for gradient in gradients)
