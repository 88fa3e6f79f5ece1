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


def right_predictions(run):
    linear = linear_of(run)
    return (run["x"] @ linear.weight.T + linear.bias).detach() > 0


def check_the_predictions(run):
    """A sample is predicted positive where the logit of the trained model is above 0, that is, where the probability is above 0.5.
    训练好的模型的 logit 大于 0（即概率大于 0.5）的样本，预测为正类。"""
    assert torch.equal(run["predicted"].bool(), right_predictions(run))


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
        "missed": int((right_predictions(run) & ~run["predicted"].bool()).sum()),
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
