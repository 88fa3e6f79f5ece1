"""The saliency is the gradient of the score of the sample's class by the image."""

import torch
from torch.func import functional_call, grad


def check_saliency(run):
    """The saliency equals torch.func's gradient of the score of class y[0] by the image.
    saliency 等于 torch.func 求得的类别 y[0] 的得分对 image 的梯度。"""
    model, label = run["model"], run["y"][0]
    values = {name: parameter.detach() for name, parameter in model.named_parameters()}
    expected = grad(lambda image: functional_call(model, values, image)[0, label])(run["x"][:1])
    assert run["saliency"] is not None, "there is no gradient"
    assert torch.allclose(run["saliency"].reshape(1, 6), expected, atol=1e-5)


def check_trained(run):
    """The model was trained for 20 steps.
    模型训练了 20 步。"""
    assert len(run.steps) == 20


def measure(run):
    names = ("saliency",) if run.error is None else ()
    return {"error": str(run.error).split(".")[0] if run.error else None} | {name: run[name] for name in names}


def probe(run):
    """The image requires grad and has no gradient."""
    return run["image"].requires_grad and run["image"].grad is None
