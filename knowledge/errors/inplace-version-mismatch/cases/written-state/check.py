"""The classifier is trained on the cross entropy: its first token goes through a layer of its own."""

import torch
from torch.func import grad


def loss_of(values, tokens, labels):
    """The network's equations, written out."""
    hidden = tokens @ values["embed.weight"].T + values["embed.bias"]
    first = hidden[:, 0] @ values["cls.weight"].T + values["cls.bias"]
    mean = (first + hidden[:, 1:].sum(1)) / hidden.shape[1]
    scores = mean @ values["head.weight"].T + values["head.bias"]
    return -scores.log_softmax(1).gather(1, labels[:, None]).mean()


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the network's equations.
    三步中的每一步，所有梯度都等于 torch.func 按网络公式求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = grad(loss_of)(values, run["tokens"], run["labels"])
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    error = str(run.error).split(":")[0] if run.error else None
    return {"error": error, "cls_grad": run["model"].cls.weight.grad, "steps": len(run.steps)}
