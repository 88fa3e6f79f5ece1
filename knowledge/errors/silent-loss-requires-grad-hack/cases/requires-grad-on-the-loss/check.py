"""The head is trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the five steps the head's gradient equals the closed form of the mean squared error.
    五步中的每一步，head 的梯度都等于均方误差的解析解。"""
    head, x, y = run["head"], run["x"], run["y"]
    hidden = run["model"][1](run["model"][0](x)).detach()
    assert len(run.steps) == 5
    for step in run.steps:
        residual = hidden @ step.value(head.weight).T + step.value(head.bias) - y
        assert step.gradient(head.weight) is not None, "head.weight has no gradient"
        assert torch.allclose(step.gradient(head.weight), 2 * residual.T @ hidden / len(x), atol=1e-5)


def check_the_head_moves(run):
    """The head's weight differs from where it started.
    head 的权重与初始值不同。"""
    assert not torch.equal(run["head"].weight, run["start"])


def measure(run):
    weight = run["head"].weight
    return {
        "moved": (weight - run["start"]).abs().max().item(),
        "weight_grad": weight.grad,
        "steps": len(run.steps),
    }


def probe(run):
    """Steps were taken, and no parameter of any of them had a gradient."""
    gradients = [step.gradient(p) for step in run.steps for p in step.tensors.values()]
    return bool(gradients) and all(gradient is None for gradient in gradients)
