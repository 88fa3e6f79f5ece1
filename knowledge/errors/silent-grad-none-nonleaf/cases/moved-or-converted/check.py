"""The gradient of one score with respect to the image that the model was given."""

import torch
from torch.func import grad


def check_gradient(run):
    """image.grad equals torch.func's gradient of the score by the image.
    image.grad 等于 torch.func 求得的 score 对 image 的梯度。"""
    model, image = run["model"], run["image"]
    assert image.grad is not None, "image.grad is None"
    expected = grad(lambda given: model(given)[0, 1])(image.detach())
    assert torch.allclose(image.grad, expected, atol=1e-6)


def measure(run):
    image = run["image"]
    return {"is_leaf": str(image.is_leaf), "requires_grad": str(image.requires_grad), "image_grad": image.grad}


def probe(run):
    """A backward ran, and the image says that it requires grad and has no gradient."""
    return len(run.backwards) > 0 and run["image"].requires_grad and run["image"].grad is None
