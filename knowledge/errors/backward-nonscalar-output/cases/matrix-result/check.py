"""x.grad is meant to be the derivative of the sum of z's elements."""

import torch


def check_gradient(run):
    """x.grad equals the closed form 2 * (x @ w) @ w.T.
    x.grad 等于解析式 2 * (x @ w) @ w.T。"""
    x, w = run["x"].detach(), run["w"]
    assert run["x"].grad is not None, "x.grad is None"
    assert torch.allclose(run["x"].grad, 2 * (x @ w) @ w.T)


def measure(run):
    return {"error": str(run.error), "x_grad": run["x"].grad}
