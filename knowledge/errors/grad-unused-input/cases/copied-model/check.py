"""The weights from which one inner step starts are trained on the query loss after it."""

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


def outer_steps(run):
    """The copies' own steps are recorded as well; those of the model are the ones that hold its parameters."""
    first = next(run["model"].parameters())
    return [step for step in run.steps if step.has(first)]


def check_gradients_through_the_inner_step(run):
    """At each of the model's three steps every parameter has the gradient that torch.func finds through the inner step.
    模型的三步中的每一步，每个参数的梯度都等于 torch.func 穿过内层更新求得的梯度。"""
    assert len(outer_steps(run)) == 3
    for step, task in zip(outer_steps(run), run["tasks"]):
        for name, wanted in reference(run, step, task).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, wanted, atol=1e-5), f"{name}: another gradient"


def measure(run):
    if not outer_steps(run):
        return {"error": str(run.error)}
    weight, steps = run["model"][0].weight, outer_steps(run)
    found, wanted = steps[0].gradient(weight), reference(run, steps[0], run["tasks"][0])["0.weight"]
    off = "-" if found is None else f"{100 * (found - wanted).norm() / wanted.norm():.0f}"
    return {"steps": len(steps), "moved": (weight - steps[0].value(weight)).abs().max().item(), "percent_off": off}
