"""Encoder and head are trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the five steps both weights have the closed-form gradients of the mean squared error.
    五步中的每一步，两个权重的梯度都等于均方误差的解析解。"""
    encoder, head, x, y = run["model"].encoder[0], run["model"].head, run["x"], run["y"]
    assert len(run.steps) == 5
    for step in run.steps:
        hidden = torch.tanh(x @ step.value(encoder.weight).T + step.value(encoder.bias))
        residual = hidden @ step.value(head.weight).T + step.value(head.bias) - y
        first = 2 * (residual @ step.value(head.weight) * (1 - hidden**2)).T @ x / len(x)
        assert step.gradient(encoder.weight) is not None, "the encoder's weight has no gradient"
        assert torch.allclose(step.gradient(encoder.weight), first, atol=1e-5)
        assert torch.allclose(step.gradient(head.weight), 2 * residual.T @ hidden / len(x), atol=1e-5)


def check_the_encoder_moves(run):
    """The encoder's weight differs from where it started.
    encoder 的权重与初始值不同。"""
    assert not torch.equal(run["model"].encoder[0].weight, run["start"])


def measure(run):
    weight, head = run["model"].encoder[0].weight, run["model"].head.weight
    return {
        "moved": (weight - run["start"]).abs().max().item(),
        "gradient": weight.grad,
        "head_moved": (head - run.steps[0].value(head)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
