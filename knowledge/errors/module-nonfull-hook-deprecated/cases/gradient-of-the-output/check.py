"""The map is that of Grad-CAM, and nothing is said of non-full hooks."""

import torch
from torch.func import grad


def expected_cam(run):
    stem, block, pool, flatten, head = run["model"]

    def score(activation):
        return (activation.mean(dim=(2, 3)) @ head.weight.T + head.bias).max()

    with torch.no_grad():
        activation = type(block).forward(block, stem(run["image"]))
    gradient = grad(score)(activation).detach()
    return (gradient.mean(dim=(2, 3), keepdim=True) * activation).sum(dim=1).relu()


def check_cam(run):
    """The map equals the one computed with torch.func from the block's output.
    所得的图与用 torch.func 由该 block 的输出算出的一致。"""
    expected = expected_cam(run)
    assert run["cam"].numel() == expected.numel(), "another shape"
    assert torch.allclose(run["cam"].reshape(expected.shape), expected, atol=1e-6), "another map"


def check_no_warning(run):
    """There is no warning about non-full backward hooks.
    没有关于 non-full backward hook 的警告。"""
    assert not [message for _, message in run.warnings if "non-full" in message], "it warns"


def measure(run):
    expected = expected_cam(run)
    return {"percent_off": (100 * (run["cam"] - expected).norm() / expected.norm()).item()}
