"""Five bag-of-words classifiers are trained side by side on the cross entropy."""

import torch
from torch.nn.functional import cross_entropy


def expected_gradients(values, tokens, labels):
    """The forward pass of one member, written out."""
    values = {name: value.clone().requires_grad_() for name, value in values.items()}
    bags = values["words.weight"][tokens].mean(dim=1)
    loss = cross_entropy(bags @ values["head.weight"].T + values["head.bias"], labels)
    return dict(zip(values, torch.autograd.grad(loss, list(values.values())), strict=True))


def check_gradients(run):
    """At each of three steps each of the five members has the gradients of its forward pass written out.
    三步中的每一步，五个成员各自的梯度都与手写的前向计算所得一致。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    weights = run["weights"]
    for step in run.steps:
        for member in range(5):
            values = {name: step.value(weight)[member] for name, weight in weights.items()}
            expected = expected_gradients(values, run["tokens"], run["labels"])
            for name, weight in weights.items():
                assert step.gradient(weight) is not None, f"{name} has no gradient"
                assert torch.allclose(step.gradient(weight)[member], expected[name], atol=1e-6), name


def measure(run):
    warned = [message for _, message in run.warnings if "batching rule" in message]
    return {"error": run.error and str(run.error), "warned": len(warned)}
