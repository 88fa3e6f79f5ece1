"""w is fitted by gradient descent on the mean squared error."""

import torch


def right(run, back):
    """The gradient of the mean squared error at the weights of this backward, in closed form."""
    x, y, w = run["x"], run["y"], back.value(run["w"])
    return 2 * x.T @ (x @ w - y) / len(x)


def check_gradients(run):
    """After each of the 50 backwards w.grad equals the closed form of the mean squared error.
    50 次 backward 中的每一次之后，w.grad 都等于均方误差的解析梯度。"""
    assert len(run.backwards) == 50
    for back in run.backwards:
        assert back.gradient(run["w"]) is not None, "w has no gradient"
        assert torch.allclose(back.gradient(run["w"]), right(run, back), atol=1e-5)


def check_updates(run):
    """Each round moves w by minus 0.1 times that gradient.
    每一轮 w 的变化量都是该梯度的 -0.1 倍。"""
    values = [back.value(run["w"]) for back in run.backwards]
    for back, before, after in zip(run.backwards, values, values[1:]):
        assert torch.allclose(after, before - 0.1 * right(run, back), atol=1e-5)


def measure(run):
    losses = [back.roots[0].item() for back in run.backwards]
    return {
        "rounds": len(run.backwards),
        "first_loss": losses[0],
        "last_loss": losses[-1],
        "found": run.backwards[-1].gradient(run["w"]),
        "expected": right(run, run.backwards[-1]),
    }


def probe(run):
    """After some backward the gradient is not what that backward added."""
    w = run["w"]
    return any(not torch.allclose(back.gradient(w), back.added(w), atol=1e-6) for back in run.backwards)
