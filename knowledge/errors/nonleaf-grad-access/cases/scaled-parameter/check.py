"""w.grad is meant to be the gradient of the mean squared error with respect to w itself."""

import torch


def check_gradient(run):
    """w.grad equals the closed form of the mean squared error's gradient.
    w.grad 等于均方误差的解析梯度。"""
    x, y, w = run["x"], run["y"], run["w"].detach()
    assert run["w"].grad is not None, "w.grad is None"
    assert torch.allclose(run["w"].grad, 2 * x.T @ (x @ w - y) / len(x), atol=1e-6)


def check_leaf(run):
    """w is a leaf.
    w 是叶子。"""
    assert run["w"].is_leaf, "w is no leaf"


def measure(run):
    return {"w_grad": run["w"].grad, "is_leaf": run["w"].is_leaf}
