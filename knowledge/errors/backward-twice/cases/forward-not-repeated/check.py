"""Each step goes by the gradient at the weights moved by rho in the direction of their own gradient (SAM)."""

import torch
from torch.func import functional_call, grad


def moved(run, step, x, y):
    """The weights of that step, moved; and the gradient at them."""
    model, rho = run["model"], run["rho"]

    def loss(values):
        return torch.nn.functional.cross_entropy(functional_call(model, values, x), y)

    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
    first = grad(loss)(values)
    return grad(loss)({name: value + rho * first[name] / first[name].norm() for name, value in values.items()})


def check_gradients(run):
    """At each of the three steps every gradient is torch.func's at the moved weights of that batch.
    三步中的每一步，所有梯度都等于 torch.func 在移动后的权重处、对这个 batch 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step, x, y in zip(run.steps, run["batches"], run["labels"]):
        expected = moved(run, step, x, y)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None}
    if run.steps:
        weight = run["model"][0].weight
        expected = moved(run, run.steps[0], run["batches"][0], run["labels"][0])["0.weight"]
        found = run.steps[0].gradient(weight)
        values["percent_off"] = (100 * (found - expected).norm() / expected.norm()).item()
    return values
