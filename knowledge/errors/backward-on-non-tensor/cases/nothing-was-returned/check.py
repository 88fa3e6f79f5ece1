"""The model is trained on the cross entropy of the tags."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    logits = functional_call(run["model"], values, (run["tokens"],)).logits
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), run["tags"].flatten())


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the cross entropy.
    三步中的每一步，每个参数的梯度都等于 torch.func 对交叉熵求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def measure(run):
    return {"weight_grad": run["model"].head.weight.grad, "steps": len(run.steps)}
