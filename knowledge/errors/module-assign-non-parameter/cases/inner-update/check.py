"""The parameters are trained for what one inner step makes of them; the gradient passes through that step."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def outer(weight, bias, run):
    """The outer loss after one inner step, whose gradient is written out."""
    x, y = run["x_support"], run["y_support"]
    residual = 2 * (x @ weight.T + bias - y) / len(x)
    fast_weight, fast_bias = weight - 0.3 * residual.T @ x, bias - 0.3 * residual.sum(0)
    return mse_loss(run["x_query"] @ fast_weight.T + fast_bias, run["y_query"])


def check_meta_gradients(run):
    """At each of the three steps the gradients equal torch.func's through the inner step, written out.
    三步中的每一步，梯度都等于 torch.func 穿过写开的内层更新求得的梯度。"""
    weight, bias = run["model"].weight, run["model"].bias
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = grad(outer, argnums=(0, 1))(step.value(weight), step.value(bias), run)
        for parameter, gradient in zip((weight, bias), expected):
            assert step.gradient(parameter) is not None, "no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_outer_steps(run):
    """Each step changes the parameters by -0.1 times their gradients, and nothing else changes them.
    每一步，参数的变化量都等于 -0.1 乘以梯度，没有别的变化。"""
    for parameter in run["model"].parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        for step, before, after in zip(run.steps, values, values[1:]):
            assert torch.allclose(after, before - 0.1 * step.gradient(parameter), atol=1e-5)


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    held = {id(p) for group in run["optimizer"].param_groups for p in group["params"]}
    values["held"] = sum(id(p) in held for p in run["model"].parameters())
    weight = run["model"].weight
    if run.steps and run.steps[0].gradient(weight) is not None:
        torch.manual_seed(0)
        start = torch.nn.Linear(2, 1)
        expected = grad(outer)(start.weight.detach(), start.bias.detach(), run)
        values["percent_off"] = (100 * (run.steps[0].gradient(weight) - expected).norm() / expected.norm()).item()
    return values
