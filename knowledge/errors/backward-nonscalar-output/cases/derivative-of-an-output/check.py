"""du_dt is the derivative of the network's output at each point; the network learns du/dt = -u with u(0) = 1."""

import torch
from torch.func import grad


def output_and_derivative(values, t):
    """The output of the network at each point, and its derivative in closed form."""
    first_weight, first_bias, last_weight, last_bias = values
    hidden = torch.tanh(t @ first_weight.T + first_bias)
    return hidden @ last_weight.T + last_bias, ((1 - hidden**2) * first_weight.T) @ last_weight.T


def loss_of(values, t):
    u, du_dt = output_and_derivative(values, t)
    return ((du_dt + u) ** 2).mean() + ((u[0] - 1) ** 2).mean()


def trained(run):
    first, last = run["net"][0], run["net"][2]
    return [first.weight, first.bias, last.weight, last.bias]


def right_derivative(run, step):
    return output_and_derivative([step.value(parameter) for parameter in trained(run)], run["t"].detach())[1]


def check_derivative(run):
    """At the last step du_dt equals the closed form of the derivative at each of the 16 points.
    最后一步，16 个点上的 du_dt 都等于导数的解析式。"""
    assert torch.allclose(run["du_dt"].detach(), right_derivative(run, run.steps[-1]), atol=1e-5)


def check_gradients(run):
    """At each of the three steps the gradients of both layers equal those of torch.func for the loss with that derivative.
    三步中的每一步，两层的梯度都等于 torch.func 对用该导数写出的 loss 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        values = tuple(step.value(parameter) for parameter in trained(run))
        expected = grad(loss_of)(values, run["t"].detach())
        for parameter, gradient in zip(trained(run), expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_both_layers_move(run):
    """Both weights change between the first and the last step.
    两个权重在第一步和最后一步之间都发生了变化。"""
    for weight in (trained(run)[0], trained(run)[2]):
        assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    if not run.steps:
        return {}
    return {
        "points": len(run["t"]),
        "found": run["du_dt"][0].item(),
        "expected": right_derivative(run, run.steps[-1])[0].item(),
    }
