"""Batches with images and without them take turns; the layer for images learns from the former alone."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def split(run):
    vision, head = run["model"]["vision"], run["model"]["head"]
    return {"v": vision.weight, "w": vision.bias}, {"h": head.weight, "b": head.bias}


def gradients(run, step, index):
    """torch.func's gradients of the cross entropy, by the parameters that take part in this step."""
    vision, head = split(run)

    def loss(p):
        hidden = run["texts"] if index % 2 else linear(run["images"], p["v"], p["w"])
        return cross_entropy(linear(hidden, p["h"], p["b"]), run["labels"])

    used = head if index % 2 else {**vision, **head}
    return grad(loss)({name: step.value(parameter) for name, parameter in used.items()}), used


def check_each_batch_trains_what_it_uses(run):
    """There are four steps; in each the gradients of the layers it uses are torch.func's, and other layers get none or zeros.
    共有四步；每一步中，用到的层的梯度等于 torch.func 求得的梯度，没有用到的层没有梯度或梯度为零。"""
    assert len(run.steps) == 4
    for index, step in enumerate(run.steps):
        expected, used = gradients(run, step, index)
        for name, parameter in used.items():
            gradient = step.gradient(parameter)
            assert gradient is not None, f"{name} has no gradient in step {index}"
            assert torch.allclose(gradient, expected[name], atol=1e-6), (name, index)
        for name, parameter in split(run)[0].items() if index % 2 else ():
            gradient = step.gradient(parameter)
            assert gradient is None or not gradient.any(), (name, index)


def check_it_moves(run):
    """From one batch with images to the next, the layer for images moves by -0.1 times its gradient.
    从一个带图像的 batch 到下一个，处理图像的层移动 -0.1 乘以它的梯度。"""
    before, after = run.steps[0], run.steps[2]
    for name, parameter in split(run)[0].items():
        expected = before.value(parameter) - 0.1 * before.gradient(parameter)
        assert torch.allclose(after.value(parameter), expected, atol=1e-6), name
