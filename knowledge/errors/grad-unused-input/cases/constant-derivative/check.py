"""The network, whatever it is, is trained to solve u'' + 4 u = 0 with u(0) = 0 and u(1) = 1."""

import torch
from torch.func import functional_call, grad, hessian, vmap


def reference(run, step):
    """The gradients of the loss, with the second derivative by torch.func."""
    model, x = run["model"], run["x"].detach()

    def loss(weights):
        def function(point):
            return functional_call(model, weights, (point.unsqueeze(0),)).squeeze()

        u, u_xx = vmap(function)(x), vmap(hessian(function))(x).flatten()
        return ((u_xx + 4 * u) ** 2).mean() + u[0] ** 2 + (u[-1] - 1) ** 2

    return grad(loss)({name: step.value(parameter) for name, parameter in model.named_parameters()})


def check_gradients(run):
    """At each of the three steps every parameter has the gradient of the loss with u'' by torch.func.hessian.
    三步中的每一步，每个参数的梯度都与用 torch.func.hessian 求 u'' 时的梯度相同。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, wanted in reference(run, step).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, wanted, rtol=1e-3, atol=1e-4), f"{name}: another gradient"


def measure(run):
    return {"error": str(run.error)}
