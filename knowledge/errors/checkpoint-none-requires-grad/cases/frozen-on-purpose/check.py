"""A linear head is trained on the features of a frozen backbone."""

import torch


def check_gradients(run):
    """At each of the three steps the head's gradient equals the closed form of the mean squared error on the backbone's features.
    三步中的每一步，head 的梯度都等于以 backbone 特征为输入的均方误差的解析解。"""
    head = run["model"].head
    features = run["model"].backbone(run["images"]).detach()
    assert len(run.steps) == 3
    for step in run.steps:
        residual = features @ step.value(head.weight).T + step.value(head.bias) - run["targets"]
        assert step.gradient(head.weight) is not None, "the head has no gradient"
        assert torch.allclose(step.gradient(head.weight), 2 * residual.T @ features / len(features), atol=1e-5)


def check_the_head_moves(run):
    """The head's weight differs from its value at the first step.
    head 的权重与第一步时的值不同。"""
    weight = run["model"].head.weight
    assert not torch.equal(weight, run.steps[0].value(weight))


def check_nothing_else_is_differentiated(run):
    """Neither the backbone's parameters nor the images have a gradient.
    backbone 的参数和 images 都没有梯度。"""
    assert all(parameter.grad is None for parameter in run["model"].backbone.parameters())
    assert run["images"].grad is None, "a gradient of the images was computed"


def measure(run):
    gradient = run["images"].grad
    return {"image_grad": gradient, "shape": None if gradient is None else str(list(gradient.shape))}
