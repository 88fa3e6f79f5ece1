"""The backbone is trained with a tenth of the head's learning rate."""

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


def check_each_at_its_rate(run):
    """Each step changes the backbone by -0.01 and the head by -0.1 times the gradient.
    每一步，backbone 的变化量等于 -0.01 乘以梯度，head 的等于 -0.1 乘以梯度。"""
    for name, parameter in run["model"].named_parameters():
        rate = 0.01 if name.startswith("0") else 0.1
        for _, gradient, way in ways(run, parameter):
            assert torch.allclose(way, -rate * gradient, atol=1e-6), name


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if run.steps:
        _, gradient, way = next(ways(run, run["model"][0].weight))
        values["rate"] = (way.norm() / gradient.norm()).item()
    return values
