"""The head is trained on the cross entropy of the frozen backbone's features."""

import torch
from torch.nn.functional import one_hot, relu


def features(run):
    first, last = run["backbone"][0], run["backbone"][2]
    with torch.no_grad():
        return relu(run["images"] @ first.weight.T + first.bias) @ last.weight.T + last.bias


def check_gradients(run):
    """At each of the three steps weight and bias of the head have the gradient of the cross entropy in closed form.
    三步中的每一步，head 的 weight 和 bias 的梯度都等于交叉熵的解析解。"""
    head, x = run["model"], features(run)
    assert len(run.steps) == 3
    for step in run.steps:
        slope = ((x @ step.value(head.weight).T + step.value(head.bias)).softmax(1) - one_hot(run["labels"], 3)) / 64
        assert step.gradient(head.weight) is not None, "the head has no gradient"
        assert torch.allclose(step.gradient(head.weight), slope.T @ x, atol=1e-6)
        assert torch.allclose(step.gradient(head.bias), slope.sum(0), atol=1e-6)


def check_backbone_is_frozen(run):
    """The backbone has no gradient.
    backbone 没有梯度。"""
    assert all(parameter.grad is None for parameter in run["backbone"].parameters())


def measure(run):
    return {
        "steps": len(run.steps),
        "weight_grad": run["model"].weight.grad,
        "error": run.error and str(run.error).split(". ")[0],
    }
