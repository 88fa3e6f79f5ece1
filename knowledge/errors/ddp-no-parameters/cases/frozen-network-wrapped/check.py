"""Both ranks train the generator on the distance of fixed features; the features stay as they are."""

import torch
from torch.func import grad
from torch.nn.functional import linear, mse_loss


def features(run, value):
    first = getattr(run["perception"], "module", run["perception"])[0]
    return linear(value, first.weight.detach(), first.bias.detach()).relu()


def expected(run, step):
    """The mean over the ranks of the generator's gradients."""
    layer = run["generator"].module
    values = step.value(layer.weight), step.value(layer.bias)

    def loss(weight, bias, x, y):
        return mse_loss(features(run, linear(x, weight, bias)), features(run, y))

    per_rank = [grad(loss, argnums=(0, 1))(*values, x, y) for x, y in zip(run["x"], run["y"])]
    return [sum(parts) / len(parts) for parts in zip(*per_rank)]


def check_gradients(run):
    """In every rank, at each of the three steps, weight and bias have the mean over both ranks of the gradients of torch.func.
    每个 rank 的三步中，weight 和 bias 的梯度都等于两个 rank 上 torch.func 所得梯度的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    layer = run["generator"].module
    for step in run.steps:
        for parameter, gradient in zip((layer.weight, layer.bias), expected(run, step)):
            assert step.gradient(parameter) is not None, "the generator has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6)


def check_features_are_fixed(run):
    """No parameter of the feature network has a gradient.
    特征网络的参数都没有梯度。"""
    assert all(p.grad is None for p in run["perception"].parameters())


def measure(run):
    return {"with_gradient": sum(p.grad is not None for p in run["perception"].parameters())}
