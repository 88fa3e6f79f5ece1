"""A classifier of tokens: each sample's loss is the mean over its own tokens, without the padding."""

import torch
from torch.func import functional_call, grad


def loss_of(run, parameters):
    losses = []
    for tokens, targets in zip(run["x"], run["y"], strict=True):
        kept = targets >= 0
        scores = functional_call(run["net"], parameters, (tokens[kept],)).log_softmax(dim=1)
        losses.append(-scores[torch.arange(len(scores)), targets[kept]].mean())
    return torch.stack(losses).mean()


def check_gradients(run):
    """At each of the four steps the gradients are those of the samples' losses computed one by one, by torch.func.
    四步中的每一步，梯度都等于逐个样本计算损失时的梯度（由 torch.func 求得）。"""
    net = run["net"]
    assert len(run.steps) == 4, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(p) for name, p in net.named_parameters()}
        for name, expected in grad(lambda given: loss_of(run, given))(values).items():
            assert torch.allclose(step.gradient(net.get_parameter(name)), expected, atol=1e-5), name


def measure(run):
    """What the loss is at the weights of the first step, and what the program took for it."""
    error = str(run.error).split(". ")[0] if run.error else None
    if not run.backwards:
        return {"error": error, "steps": 0}
    first = {name: run.steps[0].value(p) for name, p in run["net"].named_parameters()}
    return {"error": error, "steps": len(run.steps), "taken": run.backwards[0].roots[0], "right": loss_of(run, first)}
