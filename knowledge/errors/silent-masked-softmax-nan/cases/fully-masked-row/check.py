"""Attention over padded sequences, some of them empty, is trained on the tokens that are there."""

import torch
from torch.nn.functional import linear


def loss_of(values, run):
    """Sequence by sequence, without padding."""
    errors = []
    for x, y, length in zip(run["x"], run["y"], map(int, run["lengths"]), strict=True):
        if length:
            q, k, v = (
                linear(x[:length], values[f"{n}.weight"], values[f"{n}.bias"]) for n in ("query", "key", "value")
            )
            mixed = (q @ k.T / 8**0.5).softmax(1) @ v
            errors.append((linear(mixed, values["head.weight"], values["head.bias"]).squeeze(-1) - y[:length]) ** 2)
    return torch.cat(errors).mean()


def check_gradients(run):
    """At each of the 20 steps every gradient equals torch.func.grad's for the sequences one by one, without padding.
    20 步中的每一步，所有梯度都等于不做 padding、逐条序列计算时 torch.func.grad 的结果。"""
    assert len(run.steps) == 20
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = torch.func.grad(loss_of)(values, run)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "empty": int((run["lengths"] == 0).sum()),
        "steps": len(run.steps),
    }


def probe(run):
    """The first loss is finite, and the gradient of the keys' weight has a NaN in it."""
    first = run.backwards[0]
    gradient = first.gradient(run["model"].key.weight)
    return bool(first.roots[0].isfinite()) and bool(gradient.isnan().any())
