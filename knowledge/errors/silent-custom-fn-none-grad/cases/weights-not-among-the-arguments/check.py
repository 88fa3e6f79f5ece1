"""Three layers are fitted by the mean squared error; the one in the middle is computed again in backward."""

import torch
from torch.func import grad
from torch.nn.functional import mse_loss


def parameters(run):
    return [p for layer in (run["first"], run["block"][1], run["last"]) for p in (layer.weight, layer.bias)]


def loss_of(values, x, y):
    a, b, c, d, e, f = values
    return mse_loss((torch.tanh(x @ a.T + b) @ c.T + d) @ e.T + f, y)


def check_gradients(run):
    """At each of the 50 steps the gradients of all three layers equal torch.func's.
    50 步中的每一步，三层的梯度都等于 torch.func 求得的。"""
    assert len(run.steps) == 50
    for step in run.steps:
        expected = grad(loss_of)(tuple(step.value(parameter) for parameter in parameters(run)), run["x"], run["y"])
        for number, (parameter, gradient) in enumerate(zip(parameters(run), expected)):
            assert step.gradient(parameter) is not None, f"parameter {number} has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-4)


def measure(run):
    weight = run["block"][1].weight
    values = {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}
    if run.steps:
        values |= {"gradient": run.steps[0].gradient(weight), "loss": run["loss"].item()}
        values["moved"] = (weight - run.steps[0].value(weight)).abs().max().item()
    return values


def probe(run):
    """The block requires grad and no step had a gradient for it."""
    weight = run["block"][1].weight
    return weight.requires_grad and all(step.gradient(weight) is None for step in run.steps)
