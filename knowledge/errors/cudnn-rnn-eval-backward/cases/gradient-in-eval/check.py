"""The saliency is the gradient of the score of class 1, of the model in evaluation mode."""

import copy

import torch
from torch.func import grad


def check_saliency(run):
    """The saliency equals the norm of the gradient that torch.func finds on the CPU in evaluation mode.
    saliency 等于在 CPU 上、eval 模式下用 torch.func 求得的梯度的范数。"""
    model = copy.deepcopy(run["model"]).cpu().eval()
    embedded = model.embedding(run["tokens"].cpu()).detach()
    expected = grad(lambda inputs: model(inputs)[:, 1].sum())(embedded).norm(dim=-1)
    assert len(run.steps) == 3
    assert torch.allclose(run["saliency"].cpu(), expected, rtol=1e-3, atol=1e-5)


def check_evaluation_mode(run):
    """At the end dropout is switched off.
    结束时 dropout 是关闭的。"""
    assert not run["model"].dropout.training


def measure(run):
    return {"steps": len(run.steps)}
