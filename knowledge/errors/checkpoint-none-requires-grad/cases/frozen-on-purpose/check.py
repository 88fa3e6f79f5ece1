"""A linear projector is trained on the features of a frozen vision tower."""

import torch


def check_gradients(run):
    """At each of the three steps the gradients of the projector equal the closed form of the mean squared error on the tower's features.
    三步中的每一步，projector 的梯度都等于以 vision tower 特征为输入的均方误差的解析解。"""
    head = run["model"].projector
    features = run["model"].vision_tower(run["images"]).detach()
    assert len(run.steps) == 3
    for step in run.steps:
        residual = features @ step.value(head.weight).T + step.value(head.bias) - run["targets"]
        for parameter, expected in ((head.weight, 2 * residual.T @ features / len(features)), (head.bias, 2 * residual.mean(0))):
            assert step.gradient(parameter) is not None, "the projector has no gradient"
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)


def check_nothing_else_is_differentiated(run):
    """Neither the tower's parameters nor the images have a gradient.
    vision tower 的参数和 images 都没有梯度。"""
    assert all(parameter.grad is None for parameter in run["model"].vision_tower.parameters())
    assert run["images"].grad is None, "a gradient of the images was computed"


def measure(run):
    gradient = run["images"].grad
    return {"shape": None if gradient is None else str(list(gradient.shape)), "steps": len(run.steps)}
