"""The encoder is trained on the distances of the pairs; the pair of equal inputs has nothing to say."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    """The loss of the pairs that differ: the gradient of equal inputs is the same for both and cancels."""
    differ = (run["first"] != run["second"]).any(dim=1)
    encoded = [functional_call(run["encoder"], values, (run[name][differ],)) for name in ("first", "second")]
    distance, same = ((encoded[0] - encoded[1]) ** 2).sum(dim=1) ** 0.5, run["same"][differ]
    return (same * distance + (1 - same) * torch.relu(1 - distance)).sum() / len(run["same"])


def check_gradients(run):
    """At each of the three steps every parameter has torch.func's gradient of the loss of the pairs that differ.
    三步中的每一步，每个参数的梯度都等于 torch.func 对不相同的样本对的 loss 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["encoder"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["encoder"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-4), name


def measure(run):
    bad = sum((~parameter.isfinite()).sum().item() for parameter in run["encoder"].parameters())
    total = sum(parameter.numel() for parameter in run["encoder"].parameters())
    return {"error": str(run.error) if run.error else None, "bad": bad, "total": total, "steps": len(run.steps)}
