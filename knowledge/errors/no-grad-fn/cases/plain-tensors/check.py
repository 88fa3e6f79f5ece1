"""x.grad is meant to be the derivative of the sum of y3's elements with respect to x."""

import torch


def check_gradient(run):
    """x.grad equals the closed form 1 @ w1.T + 2 * x * w2 ** 2.
    x.grad 等于解析解 1 @ w1.T + 2 * x * w2 ** 2。"""
    x, w1, w2 = run["x"].detach(), run["w1"].detach(), run["w2"].detach()
    assert run["x"].grad is not None, "x.grad is None"
    assert torch.allclose(run["x"].grad, torch.ones(2, 2) @ w1.T + 2 * x * w2**2)


def check_values(run):
    """y3 has the values of the original program.
    y3 的值与原程序相同。"""
    x, w1, w2 = run["x"].detach(), run["w1"].detach(), run["w2"].detach()
    assert torch.allclose(run["y3"].detach(), x @ w1 + (x * w2) ** 2)


def measure(run):
    return {"x_grad": run["x"].grad, "error": str(run.error)}
