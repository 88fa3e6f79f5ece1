"""The weights from which one inner step starts are trained on the query loss; the layer without a use stays as it was."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def reference(run, step, task):
    """The gradient of the query loss after one inner step, through that step."""
    model, (x, y, query_x, query_y) = run["model"], task

    def inner(weights):
        return cross_entropy(functional_call(model, weights, (x,)), y)

    def outer(weights):
        gradients = grad(inner)(weights)
        adapted = {name: weight - 0.4 * gradients[name] for name, weight in weights.items()}
        return cross_entropy(functional_call(model, adapted, (query_x,)), query_y)

    return grad(outer)({name: step.value(parameter) for name, parameter in model.named_parameters()})


def difference(found, wanted):
    return (torch.zeros_like(wanted) if found is None else found) - wanted


def check_gradients_through_the_inner_step(run):
    """At each of the three steps every parameter has the gradient that torch.func finds through the inner step; zero and no gradient are one.
    三步中的每一步，每个参数的梯度都等于 torch.func 穿过内层更新求得的梯度；为零与没有梯度视为相同。"""
    assert len(run.steps) == 3
    for step, task in zip(run.steps, run["tasks"]):
        for name, wanted in reference(run, step, task).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert difference(found, wanted).abs().max() < 1e-5, f"{name}: another gradient"


def measure(run):
    return {"error": str(run.error), "steps": len(run.steps)}
