"""The network is trained on the residual of u' = -u, and on u(0) = 1."""

import torch
from torch.func import grad


def loss_of(centers, weight, bias, times):
    """The derivative of the radial basis functions by hand: exp(-2 d^2)' = -4 d exp(-2 d^2)."""
    d = times - centers.T
    u = torch.exp(-2 * d**2) @ weight.T + bias
    u_t = (-4 * d * torch.exp(-2 * d**2)) @ weight.T
    start = torch.exp(-2 * centers.T**2) @ weight.T + bias
    return ((u_t + u) ** 2).mean() + ((start - 1) ** 2).mean()


def check_gradients(run):
    """At each of the three steps all gradients are those of the residual loss, with u' in closed form, in float64.
    三步中的每一步，全部梯度都等于残差 loss 的梯度，其中 u' 用解析式，以 float64 计算。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    parameters = list(run["model"].parameters())
    for step in run.steps:
        expected = grad(loss_of, argnums=(0, 1, 2))(*(step.value(p).double() for p in parameters), run["times"].detach().double())
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter).double(), wanted, atol=1e-4)


def measure(run):
    return {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}
