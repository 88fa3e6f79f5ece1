"""Each pixel is moved by epsilon along the sign of the loss's gradient, and stays between 0 and 1."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def check_attack(run):
    """The adversarial images are the images plus 0.1 times the sign of torch.func's gradient, between 0 and 1.
    对抗样本等于原图加上 0.1 乘以 torch.func 所求梯度的符号，并限制在 0 到 1 之间。"""
    images, labels, model = run["images"].detach(), run["labels"], run["model"]
    gradient = grad(lambda given: cross_entropy(model(given), labels))(images)
    assert torch.allclose(run["adversarial"].detach(), (images + 0.1 * gradient.sign()).clamp(0, 1), atol=1e-6)


def measure(run):
    values = {"error": str(run.error) if run.error else None}
    if "adversarial" in run.names:
        values["changed"] = (run["adversarial"] - run["images"]).abs().max().item()
    return values
