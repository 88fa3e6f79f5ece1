"""The gradient of the mean cross-entropy with respect to the first image is wanted."""

import torch


def check_saliency(run):
    """saliency equals the closed form (softmax(logits) - one_hot(label)) @ weight / 4 of the first image.
    saliency 等于第一张图的解析式 (softmax(logits) - one_hot(label)) @ weight / 4。"""
    classifier, image, label = run["classifier"], run["images"].detach()[0], run["labels"][0]
    difference = torch.softmax(classifier(image).detach(), 0)
    difference[label] -= 1
    assert run["saliency"] is not None, "saliency is None"
    assert torch.allclose(run["saliency"], difference @ classifier.weight.detach() / 4, atol=1e-6)


def measure(run):
    return {"saliency": run["saliency"]}
