"""The head is trained with its full gradient, the encoder with a tenth of it."""

import torch
from torch.func import functional_call, grad


def expected_gradients(run, step):
    named = dict(run["model"].named_parameters())
    values = {name: step.value(p) for name, p in named.items()}
    bare = torch.nn.Sequential(torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU()), torch.nn.Linear(16, 3))
    found = grad(lambda v: torch.nn.functional.cross_entropy(functional_call(bare, v, (run["x"],)), run["y"]))(values)
    return {name: value if name.startswith("1.") else 0.1 * value for name, value in found.items()}


def check_gradients(run):
    """At each of the three steps the head has the gradient of the loss, and the encoder a tenth of it.
    三步里，head 的梯度等于 loss 的梯度，encoder 的是它的十分之一。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.has(parameter), f"{name} is not trained"
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name} is another"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step, weight = run.steps[0], run["encoder"][0].weight
    return {"times": (step.gradient(weight).norm() / expected_gradients(run, step)["0.0.weight"].norm()).item()}
