"""The network is trained to solve u_t + u_x = 0 with u(x, 0) = sin(3 x)."""

import torch


def reference(values, points, start):
    """The gradients of the loss, with the derivatives of a network of one tanh layer in closed form; and the equation's share."""
    weight, bias, out_weight, out_bias = (value.clone().requires_grad_() for value in values)
    slope = 1 - torch.tanh(points @ weight.T + bias) ** 2
    equation = ((slope * weight.sum(1)) @ out_weight.T).pow(2).mean()
    u = torch.tanh(start @ weight.T + bias) @ out_weight.T + out_bias
    initial = (u - torch.sin(3 * start[:, 0:1])).pow(2).mean()
    return torch.autograd.grad(equation + initial, (weight, bias, out_weight, out_bias)), equation.item()


def expected(run, step):
    return reference([step.value(p) for p in run["model"].parameters()], run["points"].detach(), run["start"])


def check_gradients(run):
    """At each of the three steps every parameter has the gradient of the loss with u_t and u_x in closed form.
    三步中的每一步，每个参数的梯度都与用 u_t、u_x 的解析式算出的梯度相同。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, wanted in zip(run["model"].parameters(), expected(run, step)[0]):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, rtol=1e-3, atol=1e-4), "another gradient"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step = run.steps[-1]
    return {"steps": len(run.steps), "found": run["equation"].item(), "true": expected(run, step)[1]}
