"""A logistic regression is trained on the binary cross-entropy of its logits."""

import math

import torch


def linear_of(run):
    return next(module for module in run["model"].modules() if isinstance(module, torch.nn.Linear))


def logits_of(step, run):
    linear = linear_of(run)
    return run["x"] @ step.value(linear.weight).T + step.value(linear.bias)


def check_gradients(run):
    """At each step, at least 100 of them, the weight's gradient equals the closed form of the binary cross-entropy: (sigmoid(logit) - y) * x, averaged over the samples.
    至少 100 步，每一步 weight 的梯度都等于二元交叉熵的解析解：(sigmoid(logit) - y) * x 的样本平均。"""
    assert len(run.steps) >= 100
    for step in run.steps:
        expected = (torch.sigmoid(logits_of(step, run)) - run["y"]).T @ run["x"] / len(run["x"])
        assert torch.allclose(step.gradient(linear_of(run).weight), expected, atol=1e-5)


def check_the_predictions(run):
    """At least 60 of the 64 samples are predicted rightly.
    64 个样本中至少有 60 个预测正确。"""
    assert (run["predicted"] == run["y"].bool()).sum() >= 60


def measure(run):
    y = run["y"]
    positive = int(y.sum())
    return {
        "loss": run["loss"].item(),
        "floor": (positive * math.log(1 + math.exp(-1)) + (len(y) - positive) * math.log(2)) / len(y),
        "predicted": int(run["predicted"].sum()),
        "positive": positive,
        "samples": len(y),
        "steps": len(run.steps),
        "correct": int((run["predicted"] == y.bool()).sum()),
    }


def probe(run):
    """Every step follows the gradient of a sigmoid of a sigmoid."""
    weight, x = linear_of(run).weight, run["x"]
    for step in run.steps:
        once = torch.sigmoid(logits_of(step, run))
        twice = (torch.sigmoid(once) - run["y"]) * once * (1 - once)
        if not torch.allclose(step.gradient(weight), twice.T @ x / len(x), atol=1e-5):
            return False
    return True
