"""The images are optimised; the model sees them normalised, and the images themselves stay pixels."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_gradient(run, step):
    """The chain rule by hand: the gradient of the normalised images, divided by the standard deviation."""
    mean, std = (torch.tensor(run[name]).view(3, 1, 1) for name in ("mean", "std"))
    values = dict(run["model"].named_parameters())

    def loss(x):
        return cross_entropy(functional_call(run["model"], values, x), run["target"])

    return grad(loss)((step.value(run["images"]) - mean) / std) / std


def check_gradient(run):
    """At each of the three steps the images' gradient is that of the loss, divided by std (the chain rule).
    三步中的每一步，images 的梯度都等于 loss 对归一化图像的梯度除以 std（链式法则）。"""
    assert len(run.steps) == 3
    for step in run.steps:
        found = step.gradient(run["images"])
        assert found is not None, "images has no gradient"
        assert torch.allclose(found, expected_gradient(run, step).detach(), atol=1e-6), "another gradient"


def check_images_stay_pixels(run):
    """Before each step the images are between -0.1 and 1.1.
    每一步之前，images 都在 -0.1 到 1.1 之间。"""
    assert all(step.value(run["images"]).sub(0.5).abs().max() < 0.6 for step in run.steps)


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    last, images = run.steps[-1], run["images"]
    return {
        "steps": len(run.steps),
        "images_grad": images.grad if images.grad is None else "a tensor",
        "lowest": last.value(images).min().item(),
    }
