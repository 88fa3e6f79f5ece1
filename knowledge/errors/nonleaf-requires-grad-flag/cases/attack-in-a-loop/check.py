"""The classifier is trained on inputs after four steps of an attack."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def attack(model, weights, x, y):
    for _ in range(4):
        slope = grad(lambda inputs: cross_entropy(functional_call(model, weights, (inputs,)), y))(x)
        x = (x + 0.02 * slope.sign()).clamp(0, 1)
    return x


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the attacked inputs.
    三步中的每一步，所有梯度都等于 torch.func 对攻击之后的输入求得的梯度。"""
    model, y = run["model"], run["y"]
    assert len(run.steps) == 3
    for step in run.steps:
        weights = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        attacked = attack(model, weights, run["x"].detach(), y)
        expected = grad(lambda values: cross_entropy(functional_call(model, values, (attacked,)), y))(weights)
        for name, wanted in expected.items():
            found = step.gradient(model.get_parameter(name))
            assert found is not None and torch.allclose(found, wanted, atol=1e-6), f"{name}: another gradient"


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}
