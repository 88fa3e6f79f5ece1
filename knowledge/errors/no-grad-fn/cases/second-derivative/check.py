"""The network is trained to solve u'' + 4 u = 0 with u(0) = 0 and u(1) = 1."""

import torch


def reference(values, x):
    """The gradients of the loss, with the derivatives of a network of one tanh layer in closed form."""
    weight, bias, out_weight, out_bias = (value.clone().requires_grad_() for value in values)
    hidden = torch.tanh(x @ weight.T + bias)
    u = hidden @ out_weight.T + out_bias
    u_xx = (-2 * hidden * (1 - hidden**2) * weight.T**2) @ out_weight.T
    loss = (u_xx + 4 * u).pow(2).mean() + u[0].pow(2).mean() + (u[-1] - 1).pow(2).mean()
    return torch.autograd.grad(loss, (weight, bias, out_weight, out_bias))


def gradients(run, step):
    return [step.gradient(parameter) for parameter in run["model"].parameters()]


def check_gradients(run):
    """At each of the three steps every parameter has the gradient of the loss with u'' in closed form.
    三步中的每一步，每个参数的梯度都与用 u'' 的解析式算出的梯度相同。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = reference([step.value(p) for p in run["model"].parameters()], run["x"].detach())
        for found, wanted in zip(gradients(run, step), expected):
            assert found is not None, "a parameter has no gradient"
            assert torch.allclose(found, wanted, rtol=1e-3, atol=1e-4), "another gradient"


def measure(run):
    if not run.steps:
        return {"steps": 0}
    step = run.steps[0]
    expected = torch.cat([g.flatten() for g in reference([step.value(p) for p in run["model"].parameters()], run["x"].detach())])
    found = torch.cat([g.flatten() for g in gradients(run, step)])
    return {"steps": len(run.steps), "percent": f"{100 * (found - expected).norm() / expected.norm():.0f}"}
