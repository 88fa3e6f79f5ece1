"""The model matches an input with learnt prototypes: each step sees the prototypes as they are then."""

import torch
from torch.func import grad


def loss_of(values, x, labels):
    """The model's equations, written out."""
    prototypes = values["embedding.weight"] @ values["project.weight"].T + values["project.bias"]
    scores = (x @ values["encoder.weight"].T + values["encoder.bias"]) @ prototypes.T
    return -scores.log_softmax(1).gather(1, labels[:, None]).mean()


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's at the weights of that step.
    三步中的每一步，所有梯度都等于 torch.func 在当时的权重处求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = grad(loss_of)(values, run["x"], run["labels"])
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    error = str(run.error).split(":")[0] if run.error else None
    return {"error": error, "project_grad": run["model"].project.weight.grad, "steps": len(run.steps)}
