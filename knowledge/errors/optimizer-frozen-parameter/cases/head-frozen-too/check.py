"""The head is trained on the cross entropy; the backbone stays as it was."""

import torch
from torch.nn.functional import one_hot


def check_head_learns(run):
    """At each of the three steps the head's gradients equal the closed form of the cross entropy.
    三步中的每一步，head 的梯度都等于交叉熵的解析解。"""
    head, x, y = run["model"].head, run["x"], run["y"]
    features = run["model"].backbone(x).detach()
    assert len(run.steps) == 3
    for step in run.steps:
        logits = features @ step.value(head.weight).T + step.value(head.bias)
        residual = (logits.softmax(1) - one_hot(y, 3)) / len(x)
        assert step.gradient(head.weight) is not None, "head.weight has no gradient"
        assert torch.allclose(step.gradient(head.weight), residual.T @ features, atol=1e-6)
        assert step.gradient(head.bias) is not None, "head.bias has no gradient"
        assert torch.allclose(step.gradient(head.bias), residual.sum(0), atol=1e-6)


def check_head_moves(run):
    """Each step changes the head's weight.
    每一步都改变了 head 的 weight。"""
    weight = run["model"].head.weight
    values = [*(step.value(weight) for step in run.steps), weight]
    assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def check_backbone_stays(run):
    """No parameter of the backbone differs between the first step and the end.
    从第一步到结束，backbone 的参数没有变化。"""
    assert run.steps, "no step"
    parameters = list(run["model"].backbone.parameters())
    assert all(torch.equal(run.steps[0].value(parameter), parameter) for parameter in parameters)


def measure(run):
    weight = run["model"].backbone[0].weight
    moved = (weight - run.steps[0].value(weight)).abs().max().item() if run.steps else 0.0
    return {"error": str(run.error).split(" and does not")[0] if run.error else None, "steps": len(run.steps), "moved": moved}
