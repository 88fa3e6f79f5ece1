"""A head is trained on a backbone that stays as it is, batch norm's statistics included."""

import torch
from torch.nn.functional import one_hot


def check_the_backbone_stays(run):
    """At each of the 20 steps and at the end, the backbone's parameters equal those before the first step; its running statistics are those of a new layer.
    20 步中的每一步以及最后，backbone 的参数都与第一步之前相同；running 统计量保持初始值。"""
    assert len(run.steps) == 20
    for parameter in run["backbone"].parameters():
        first = run.steps[0].value(parameter)
        assert all(torch.equal(step.value(parameter), first) for step in run.steps)
        assert torch.equal(parameter.detach(), first)
    assert not run["backbone"][1].running_mean.any() and bool((run["backbone"][1].running_var == 1).all())


def check_the_head(run):
    """At each step the head's gradient is the closed form of the cross entropy on the backbone's features.
    每一步，head 的梯度都等于以 backbone 的特征算出的交叉熵的解析解。"""
    head, first = run["head"], run.steps[0]
    weight, bias = first.value(run["backbone"][0].weight), first.value(run["backbone"][0].bias)
    features = ((run["x"] @ weight.T + bias) / (1 + 1e-5) ** 0.5).relu()
    for step in run.steps:
        logits = features @ step.value(head.weight).T + step.value(head.bias)
        at_logits = (logits.softmax(1) - one_hot(run["y"], 3)) / 64
        assert torch.allclose(step.gradient(head.weight), at_logits.T @ features, atol=1e-5)
        assert torch.allclose(step.gradient(head.bias), at_logits.sum(0), atol=1e-5)


def measure(run):
    weight = run["backbone"][0].weight
    return {"moved": float((weight.detach() - run.steps[0].value(weight)).abs().max()), "steps": len(run.steps)}


def probe(run):
    """The backbone's first weight is not what it was."""
    weight = run["backbone"][0].weight
    return not torch.equal(weight.detach(), run.steps[0].value(weight))
