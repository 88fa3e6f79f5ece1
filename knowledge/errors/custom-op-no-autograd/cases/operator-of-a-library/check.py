"""Embedding, attention and head are trained on the mean cross entropy."""

import math

import torch
from torch.func import grad


def loss_of(values, tokens, targets):
    x = values["0.weight"][tokens]
    q, k, v = (x @ values["1.qkv.weight"].T + values["1.qkv.bias"]).split(8, dim=-1)
    mixed = (q @ k.transpose(-1, -2) / math.sqrt(8)).softmax(dim=-1) @ v
    x = x + mixed @ values["1.out.weight"].T + values["1.out.bias"]
    logits = x @ values["2.weight"].T + values["2.bias"]
    return torch.nn.functional.cross_entropy(logits.reshape(-1, 10), targets.reshape(-1))


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for attention written as softmax and matrix products.
    三步中的每一步，所有梯度都等于把注意力写成 softmax 和矩阵乘法后由 torch.func 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        named = dict(run["model"].named_parameters())
        values = {name: step.value(p) for name, p in named.items()}
        expected = grad(loss_of)(values, run["tokens"], run["targets"])
        for name, parameter in named.items():
            assert step.has(parameter), f"{name} is not trained"
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name} is another"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    return {"steps": len(run.steps), "qkv_grad": run.steps[0].gradient(run["model"][1].qkv.weight)}
