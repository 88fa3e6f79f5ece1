"""Linear regression by gradient descent: 50 steps from zero."""

import torch


def descend(run):
    """The same descent with the closed form of the gradient."""
    x, y = run["x"], run["y"]
    w, b = torch.zeros(3, 1, dtype=x.dtype), torch.zeros(1, dtype=x.dtype)
    for _ in range(50):
        residual = x @ w + b - y
        w, b = w - 0.1 * 2 * x.T @ residual / len(x), b - 0.1 * 2 * residual.mean(0)
    return w, b


def check_the_fit(run):
    """After 50 steps w and b equal those of the same descent with the closed form of the gradient.
    50 步之后，w 和 b 与用解析梯度做同样下降所得的结果一致。"""
    w, b = descend(run)
    assert len(run.backwards) == 50
    assert torch.allclose(run["w"].detach(), w, atol=1e-6)
    assert torch.allclose(run["b"].detach(), b, atol=1e-6)


def check_w_gets_gradients(run):
    """Every backward gave w a gradient.
    每次 backward 都给了 w 梯度。"""
    assert run.backwards and all(backward.gradient(run["w"]) is not None for backward in run.backwards)


def measure(run):
    values = {"is_leaf": str(run["w"].is_leaf), "error": str(run.error) if run.error else None}
    if run.backwards:
        values["first_loss"] = run.backwards[0].roots[0].item()
        values["last_loss"] = run.backwards[-1].roots[0].item()
        values["w"] = run["w"].detach().flatten()
        values["steps"] = len(run.backwards)
    return values


def probe(run):
    """Backwards ran, and none gave w a gradient."""
    return bool(run.backwards) and all(backward.gradient(run["w"]) is None for backward in run.backwards)
