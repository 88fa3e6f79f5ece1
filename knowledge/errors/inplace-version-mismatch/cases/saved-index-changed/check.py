"""The head is trained on both passes, with the positions beyond the passage left out of the loss."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def loss_of(values, passes, labels):
    """The loss of all passes, written out."""
    total = 0.0
    for tokens in passes:
        scores = linear(tokens, values["score.weight"], values["score.bias"]).squeeze(-1)
        total = total + cross_entropy(scores, labels.clamp(0, scores.size(1)), ignore_index=scores.size(1))
    return total


def check_gradients(run):
    """At each of the three steps the head's gradient is that of the sum of both passes' losses.
    三步中的每一步，head 的梯度都等于两次前向的 loss 之和的梯度。"""
    assert len(run.steps) == 3
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        passes = run["tokens"][number], run["noisy"][number]
        expected = grad(loss_of)(values, passes, run["labels"][number])
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error).split(":")[0] if run.error else None}
