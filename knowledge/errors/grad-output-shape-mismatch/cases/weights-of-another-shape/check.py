"""The network is trained on the residual of u_t + 2 u_x = 0 and on its values at t = 0."""

import torch
from torch.func import functional_call, grad, vmap


def loss_of(run, values):
    def u(point):
        return functional_call(run["network"], values, (point,)).squeeze()

    slopes = vmap(grad(u))(run["points"].detach())
    start = run["start"]
    return (slopes[:, 1] + 2 * slopes[:, 0]).pow(2).mean() + (vmap(u)(start) - torch.sin(start[:, 0])).pow(2).mean()


def check_gradients(run):
    """At each of the three steps every parameter has the gradient that torch.func gives with a derivative by point.
    三步中的每一步，每个参数的梯度都等于 torch.func 逐点求导得到的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["network"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["network"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    """How many times smaller u_x is than the derivative at the first point."""
    if not run.steps or run["u_x"].shape != (64, 1):
        return {"times": "not computed"}
    values = {name: run.steps[-1].value(parameter) for name, parameter in run["network"].named_parameters()}
    slope = grad(lambda point: functional_call(run["network"], values, (point,)).squeeze())(run["points"].detach()[0])
    return {"times": round((slope[0] / run["u_x"][0, 0]).item())}
