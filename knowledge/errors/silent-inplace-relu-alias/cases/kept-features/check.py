"""An image is optimised until the outputs of three convolutions are those of another image."""

import torch
from torch.nn.functional import conv2d


def features_of(run, image):
    """Out of place: the outputs of the convolutions, before the activations."""
    features, x = [], image
    for number in (0, 2, 4):
        layer = run["vgg"][number]
        features.append(conv2d(x, layer.weight.detach(), layer.bias.detach()))
        x = features[-1].relu()
    return features


def content_of(run):
    """The content image is drawn again: the seed is 0, and three convolutions come before it."""
    torch.manual_seed(0)
    for channels in (3, 8, 8):
        torch.nn.Conv2d(channels, 8, 3)
    return features_of(run, torch.rand(1, 3, 16, 16))


def loss_of(run, image, content):
    return sum(((f - c) ** 2).mean() for f, c in zip(features_of(run, image), content, strict=True))


def check_gradients(run):
    """At each of the 20 steps the gradient of the image equals that of the loss on the convolutions' outputs.
    20 步中的每一步，图像的梯度都等于以卷积输出计算的 loss 的梯度。"""
    assert len(run.steps) == 20
    content = content_of(run)
    for number, step in enumerate(run.steps):
        image = step.value(run["image"]).requires_grad_()
        expected = torch.autograd.grad(loss_of(run, image, content), image)[0]
        assert torch.allclose(step.gradient(run["image"]), expected, atol=1e-6), f"step {number}"


def measure(run):
    content = content_of(run)
    features = run["features_of"](run["image"].detach())
    return {
        "negative": int(sum((feature < 0).sum() for feature in features[:2])),
        "expected": int(sum((feature < 0).sum() for feature in features_of(run, run["image"].detach())[:2])),
        "loss": float(run["loss"]),
        "true": float(loss_of(run, run["image"].detach(), content)),
    }


def probe(run):
    """The kept outputs of the first two convolutions have no negative element, though there are some."""
    values = measure(run)
    return values["negative"] == 0 and values["expected"] > 0
