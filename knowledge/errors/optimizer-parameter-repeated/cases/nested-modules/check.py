"""Each parameter is trained once per step."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the cross entropy.
    三步中的每一步，所有梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, run["x"]), run["y"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def ways(run, parameter):
    """For each step: the value before it, the gradient, and how far it went."""
    values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        yield before, step.gradient(parameter), after - before


def check_each_moves_once(run):
    """Each step changes each parameter by -0.1 times its gradient.
    每一步，每个参数的变化量都等于 -0.1 乘以梯度。"""
    for name, parameter in run["model"].named_parameters():
        for _, gradient, way in ways(run, parameter):
            assert torch.allclose(way, -0.1 * gradient, atol=1e-5), name


def measure(run):
    rates = {}
    for name, parameter in (("inner", run["model"][0][0].bias), ("outer", run["model"][1].bias)):
        _, gradient, way = next(ways(run, parameter))
        rates[name] = (way.norm() / gradient.norm()).item()
    return rates | {"steps": len(run.steps)}
