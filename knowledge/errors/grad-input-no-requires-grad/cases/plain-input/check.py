"""The classifier is trained on inputs that are moved by 0.1 up its loss."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the attacked batch.
    三步中的每一步，所有梯度都等于 torch.func 对攻击之后的 batch 求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3
    for step, (x, y) in zip(run.steps, run["batches"]):
        weights = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        x = x.detach()
        attacked = x + 0.1 * grad(lambda inputs: cross_entropy(functional_call(model, weights, (inputs,)), y))(x).sign()
        expected = grad(lambda values: cross_entropy(functional_call(model, values, (attacked,)), y))(weights)
        for name, wanted in expected.items():
            found = step.gradient(model.get_parameter(name))
            assert found is not None and torch.allclose(found, wanted, atol=1e-6), f"{name}: another gradient"


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}
