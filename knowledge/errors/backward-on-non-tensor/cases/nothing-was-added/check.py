"""The image is changed until the attention of both layers is near the target."""

import torch
from torch.func import grad


def distance(run, image):
    """The squared distance of both layers' attention weights from the target, computed by hand."""
    first, _, last = run["model"]
    weights = first.project(image).softmax(dim=-1)
    hidden = torch.tanh(weights @ image)
    return sum(((each - run["target"]) ** 2).sum() for each in (weights, last.project(hidden).softmax(dim=-1)))


def check_gradients(run):
    """At each of the three steps the image has torch.func's gradient of both layers' distance from the target.
    三步中的每一步，image 的梯度都等于 torch.func 对两层与目标的距离之和求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        gradient = step.gradient(run["image"])
        assert gradient is not None, "image has no gradient"
        assert torch.allclose(gradient, grad(lambda image: distance(run, image))(step.value(run["image"])), atol=1e-6)


def measure(run):
    return {"image_grad": run["image"].grad, "steps": len(run.steps)}
