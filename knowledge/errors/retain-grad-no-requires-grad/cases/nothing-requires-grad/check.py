"""The heat map weights the channels by the gradient of the score; the model stays frozen."""

import torch
from torch.func import grad


def reference(run):
    features = torch.tanh(run["convolution"](run["images"].detach())).detach()
    gradient = grad(lambda inputs: run["head"](inputs)[:, 1].sum())(features)
    return torch.relu((gradient.mean((2, 3), keepdim=True) * features).sum(1)).detach()


def check_heat_map(run):
    """The heat map equals the one from torch.func's gradient of the score with respect to the features.
    heat_map 等于用 torch.func 对 features 求分数的梯度所得的结果。"""
    assert torch.allclose(run["heat_map"].detach(), reference(run), atol=1e-6)


def check_model_is_frozen(run):
    """No parameter requires grad or has a gradient.
    没有参数 requires grad，也没有参数有梯度。"""
    assert not any(p.requires_grad or p.grad is not None for p in run["model"].parameters())


def measure(run):
    return {"error": str(run.error)}
