"""The saliency is the gradient of the score with respect to the images before normalisation."""

import torch
from torch.func import grad


def expected_gradient(run):
    """By torch.func, from a copy of the images."""
    model = run["model"]
    return grad(lambda images: model((images - run["mean"]) / run["std"]).sum())(run["before"])


def check_saliency(run):
    """The saliency equals the absolute gradient that torch.func computes through the normalisation.
    saliency 等于 torch.func 穿过归一化求得的梯度的绝对值。"""
    assert torch.allclose(run["saliency"], expected_gradient(run).abs(), atol=1e-6)


def check_the_images_are_kept(run):
    """The images have the values they had before.
    images 的值与之前相同。"""
    assert torch.equal(run["images"].detach(), run["before"])


def measure(run):
    images = run["images"]
    values = {
        "error": str(run.error) if run.error else None,
        "images_grad": images.grad,
        "lowest": images.min().item(),
        "lowest_before": run["before"].min().item(),
    }
    if images.grad is not None:
        values["ratio"] = (expected_gradient(run).norm() / images.grad.norm()).item()
    return values
