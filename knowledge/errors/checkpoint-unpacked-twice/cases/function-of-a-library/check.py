"""Embedding, mixer and head are trained on the mean cross entropy of the next token."""

import torch
from torch.func import grad


def loss_of(values, tokens):
    hidden = values["embed.weight"][tokens[:-1]]
    projected = hidden @ values["mixer.project.weight"].T + values["mixer.project.bias"]
    distance = torch.arange(12.0)[:, None] - torch.arange(12.0)
    weights = torch.where(distance >= 0, values["mixer.decay"] ** distance.clamp(min=0), 0.0)
    logits = (hidden + weights @ projected) @ values["head.weight"].T + values["head.bias"]
    return torch.nn.functional.cross_entropy(logits, tokens[1:])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the scan written as one matrix product.
    三步中的每一步，所有梯度都等于把 scan 写成一次矩阵乘法后由 torch.func 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        named = dict(run["model"].named_parameters())
        expected = grad(loss_of)({name: step.value(p) for name, p in named.items()}, run["tokens"])
        for name, parameter in named.items():
            assert step.has(parameter), f"{name} is not trained"
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} is another"


def measure(run):
    return {"error": str(run.error).split(". If")[0]}
