"""The head is trained with clamped gradients; the backbone stays as it was."""

import torch


def check_head(run):
    """At each of the three steps the head has the closed form of its gradient, clamped to 0.1.
    三步中的每一步，head 的梯度都等于解析解截断到 0.1 的结果。"""
    head = run["model"][1]
    with torch.no_grad():
        hidden = run["model"][0](run["x"])
    assert len(run.steps) == 3
    for step in run.steps:
        residual = 2 * (hidden @ step.value(head.weight).T + step.value(head.bias) - run["y"]) / len(hidden)
        assert step.gradient(head.weight) is not None and step.gradient(head.bias) is not None, "no gradient"
        assert torch.allclose(step.gradient(head.weight), (residual.T @ hidden).clamp(-0.1, 0.1), atol=1e-5)
        assert torch.allclose(step.gradient(head.bias), residual.sum(0).clamp(-0.1, 0.1), atol=1e-5)


def check_backbone_is_frozen(run):
    """The backbone has no gradient, and is the same at every step.
    backbone 没有梯度，每一步都保持原样。"""
    for parameter in run["model"][0].parameters():
        assert parameter.grad is None, "the backbone has a gradient"
        assert torch.equal(parameter.detach(), run.steps[0].value(parameter)), "the backbone moved"


def measure(run):
    weight = run["model"][0][0].weight
    moved = (weight.detach() - run.steps[0].value(weight)).abs().max().item() if run.steps else None
    return {"moved": moved, "steps": len(run.steps)}
