"""One step of softmax regression from weights of standard deviation 1 / sqrt(8)."""

import math

import torch


def expected_gradient(run):
    """Closed form of the cross entropy's gradient, at zero bias."""
    x, labels = run["x"], run["labels"]
    probabilities = torch.softmax(x @ run["start"], dim=1)
    return x.T @ (probabilities - torch.eye(3)[labels]) / len(x)


def check_gradient(run):
    """The weight's gradient equals the closed form of the cross entropy.
    weight 的梯度等于交叉熵的解析解。"""
    assert run["weight"].grad is not None, "weight has no gradient"
    assert torch.allclose(run["weight"].grad, expected_gradient(run), atol=1e-6)


def check_the_step(run):
    """The weight has moved from its start by -0.5 times the closed-form gradient.
    weight 相对初始值的变化量等于 -0.5 乘以解析梯度。"""
    moved = run["weight"].detach() - run["start"]
    assert torch.allclose(moved, -0.5 * expected_gradient(run), atol=1e-6)


def check_the_start(run):
    """The standard deviation of the initial weight is between 0.5 and 1.5 times 1 / sqrt(8).
    初始权重的标准差在 1 / sqrt(8) 的 0.5 到 1.5 倍之间。"""
    assert 0.5 < run["start"].std().item() * math.sqrt(8) < 1.5


def measure(run):
    weight = run["weight"]
    return {
        "weight_grad": weight.grad,
        "is_leaf": str(weight.is_leaf),
        "requires_grad": str(weight.requires_grad),
        "moved": (weight - run["start"]).abs().max().item(),
        "bias_moved": run["bias"].abs().max().item(),
    }


def probe(run):
    """A backward ran, and the weight has no gradient."""
    return len(run.backwards) > 0 and run["weight"].grad is None
