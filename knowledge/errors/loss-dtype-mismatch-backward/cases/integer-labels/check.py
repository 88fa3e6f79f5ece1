"""The classifier is trained on the binary cross entropy of its labels."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    probability = functional_call(run["model"], values, (run["x"],)).squeeze(1)
    positive = run["labels"] == 1
    return -torch.log(torch.where(positive, probability, 1 - probability)).mean()


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the binary cross entropy.
    三步中的每一步，每个参数的梯度都等于 torch.func 对二元交叉熵求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
