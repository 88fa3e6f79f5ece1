"""An image with pixels between 0 and 1 is optimised until it is that of low resolution when it is averaged."""

import torch
from torch.nn.functional import avg_pool2d


def error_of(run):
    return (avg_pool2d(run["visible"].detach(), 2) - run["low_resolution"]).square().mean().item()


def stuck(run):
    """Pixels that no step has moved."""
    first = run.steps[0].value(run["image"])
    moved = torch.zeros_like(first, dtype=torch.bool)
    for step in run.steps[1:]:
        moved |= step.value(run["image"]) != first
    return int((~moved).sum())


def check_each_pixel_is_trained(run):
    """There are 300 steps, and each pixel of the image is moved by one of them.
    共 300 步，图像的每个像素都至少被某一步更新过。"""
    assert len(run.steps) == 300
    assert stuck(run) == 0, stuck(run)


def check_the_result(run):
    """At the end the visible pixels lie between 0 and 1, and their averages meet the low resolution with a mean squared error below 0.0001.
    结束时 visible 的像素都在 0 和 1 之间，其平均与低分辨率图像的均方误差小于 0.0001。"""
    visible = run["visible"].detach()
    assert visible.min() >= 0 and visible.max() <= 1, (visible.min(), visible.max())
    assert error_of(run) < 1e-4, error_of(run)


def measure(run):
    return {"stuck": stuck(run), "pixels": run["image"].numel(), "error": error_of(run), "steps": len(run.steps)}


def probe(run):
    """Some pixels have not moved, and the error is not small."""
    return stuck(run) > 0 and error_of(run) >= 1e-4
