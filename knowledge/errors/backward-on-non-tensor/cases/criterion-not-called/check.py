"""The model is trained on the focal loss of its logits, with the default gamma and alpha."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    """The focal loss from its formula: alpha (1 - p)^gamma (-log p), p the probability of the right class."""
    logits = functional_call(run["model"], values, (run["inputs"],))
    right = torch.where(run["targets"] == 1, torch.sigmoid(logits), torch.sigmoid(-logits))
    return (-0.25 * (1 - right) ** 2 * right.log()).mean()


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the focal loss.
    三步中的每一步，每个参数的梯度都等于 torch.func 对 focal loss 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name
