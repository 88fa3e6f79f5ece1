"""The perturbation is optimised by the gradient that goes back through the normalisation."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_gradient(run, step):
    """The chain rule by hand: the gradient of the normalised image, divided by the standard deviation."""
    mean, std = (torch.tensor(run[name]).view(3, 1, 1) for name in ("mean", "std"))
    values = dict(run["model"].named_parameters())

    def loss(x):
        return cross_entropy(functional_call(run["model"], values, x[None]), run["target"])

    return (grad(loss)((run["image"] + step.value(run["delta"]) - mean) / std) / std).detach()


def check_gradient(run):
    """At each of the three steps delta's gradient is that of the loss for the normalised image, divided by std.
    三步中的每一步，delta 的梯度都等于 loss 对归一化图像的梯度除以 std。"""
    assert len(run.steps) == 3
    for step in run.steps:
        found = step.gradient(run["delta"])
        assert found is not None, "delta has no gradient"
        assert torch.allclose(found, expected_gradient(run, step), rtol=1e-4, atol=1e-8), "another gradient"


def check_image_is_kept(run):
    """The image is the one that was drawn: values between 0 and 1.
    image 仍是原来那张图：取值在 0 到 1 之间。"""
    assert run["image"].min() >= 0 and run["image"].max() <= 1


def measure(run):
    if not run.steps:
        return {"error": str(run.error).split(". This")[0]}
    found, expected = run.steps[0].gradient(run["delta"]), expected_gradient(run, run.steps[0])
    return {"ratio": (expected.norm() / found.norm()).item(), "percent_off": (100 * (found - expected).norm() / expected.norm()).item()}
