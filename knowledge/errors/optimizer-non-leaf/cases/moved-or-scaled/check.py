"""Four small random images are changed until a fixed classifier sees four classes in them."""

import torch
from torch.nn.functional import one_hot


def check_gradients(run):
    """At each of the twenty steps the images' gradient equals the closed form of the cross entropy.
    二十步中的每一步，images 的梯度都等于交叉熵的解析解。"""
    images, weight, bias = run["images"], run["classifier"].weight.detach(), run["classifier"].bias.detach()
    assert len(run.steps) == 20, f"{len(run.steps)} steps"
    for step in run.steps:
        residual = ((step.value(images) @ weight.T + bias).softmax(1) - one_hot(run["labels"], 4)) / 4
        assert step.gradient(images) is not None, "images has no gradient"
        assert torch.allclose(step.gradient(images), residual @ weight, atol=1e-6)


def check_images_move(run):
    """The images start below 0.1, and each step changes them by -1.0 times their gradient.
    images 的初值都小于 0.1，每一步的变化量都等于 -1.0 乘以梯度。"""
    images = run["images"]
    assert run.steps[0].value(images).abs().max() < 0.1
    values = [*(step.value(images) for step in run.steps), images.detach()]
    for step, before, after in zip(run.steps, values, values[1:]):
        assert torch.allclose(after, before - step.gradient(images), atol=1e-6)


def measure(run):
    losses = [backward.roots[0].item() for backward in run.backwards]
    values = {"error": str(run.error).split(" (")[0] if run.error else None, "steps": len(run.steps)}
    return values | ({"first": losses[0], "last": losses[-1]} if losses else {})
