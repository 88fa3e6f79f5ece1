"""Swish is trained with; its derivative is that of Swish."""

import torch
from torch.func import grad


def loss_of(hidden, head, inputs, targets):
    z = inputs @ hidden[0].T + hidden[1]
    return (((z * z.sigmoid()) @ head[0].T + head[1] - targets) ** 2).mean()


def expected_gradients(run, step):
    values = [tuple(step.value(p) for p in run[name].parameters()) for name in ("hidden", "head")]
    gradients = grad(loss_of, argnums=(0, 1))(*values, run["inputs"], run["targets"])
    for name, module in zip(("hidden", "head"), gradients):
        yield from zip(run[name].parameters(), module, strict=True)


def check_training(run):
    """At each of the three steps every gradient equals torch.func's for the mean squared error.
    三步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, expected in expected_gradients(run, step):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)


def check_derivative(run):
    """In double precision the backward of Swish agrees with central differences at a hundred points.
    双精度下，Swish 的 backward 在一百个点上与中心差分一致。"""
    x = torch.linspace(-4, 4, 100, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(run["Swish"].apply(x).sum(), x)
    difference = (run["Swish"].apply(x + 1e-5) - run["Swish"].apply(x - 1e-5)) / 2e-5
    assert torch.allclose(gradient, difference.detach(), atol=1e-6)


def measure(run):
    if not run.steps:
        return {}
    parameter, expected = next(expected_gradients(run, run.steps[0]))
    off = (run.steps[0].gradient(parameter) - expected).norm() / expected.norm()
    return {"percent_off": round(100 * off.item()), "steps": len(run.steps)}
