"""The model is trained on the sequences that have tokens."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def loss_of(run, values):
    """The mean over the sequences with tokens, each computed by itself and without padding."""
    losses = []
    for tokens, length, label in zip(run["all_tokens"], run["all_lengths"], run["all_labels"]):
        if length > 0:
            used = tokens[:length]
            weights = torch.softmax(used @ values["score.weight"][0] + values["score.bias"], dim=0)
            losses.append(cross_entropy(weights @ used @ values["head.weight"].T + values["head.bias"], label))
    return torch.stack(losses).mean()


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the mean over sequences with tokens.
    三步中的每一步，每个参数的梯度都等于 torch.func 对非空序列的平均 loss 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    bad = sum((~parameter.isfinite()).sum().item() for parameter in run["model"].parameters())
    return {"error": str(run.error) if run.error else None, "bad": bad, "steps": len(run.steps)}
