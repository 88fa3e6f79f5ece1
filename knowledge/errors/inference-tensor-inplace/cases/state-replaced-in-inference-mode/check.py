"""The linear model is trained on the cross entropy; each epoch gives the accuracy of its own logits."""

import torch
from torch.nn.functional import one_hot


def check_accuracies(run):
    """Each of the three accuracies is that of the epoch's logits, without those of validations or epochs before.
    三个准确率都只统计当前 epoch 的 logits，不含验证集，也不含之前的 epoch。"""
    model, x, y = run["model"], run["inputs"][:32], run["labels"][:32]
    assert len(run.steps) == 3 and len(run["accuracies"]) == 3
    for step, accuracy in zip(run.steps, run["accuracies"], strict=True):
        logits = x @ step.value(model.weight).T + step.value(model.bias)
        assert abs(float(accuracy) - (logits.argmax(1) == y).float().mean().item()) < 1e-6, float(accuracy)


def check_gradients(run):
    """At each step the weight's gradient equals the closed form of the cross entropy.
    每一步，权重的梯度都等于交叉熵的解析解。"""
    model, x, y = run["model"], run["inputs"][:32], run["labels"][:32]
    for step in run.steps:
        logits = x @ step.value(model.weight).T + step.value(model.bias)
        expected = (logits.softmax(1) - one_hot(y, 3)).T @ x / 32
        assert step.gradient(model.weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(model.weight), expected, atol=1e-6)


def check_validations(run):
    """Three validations are printed.
    打印了三次验证结果。"""
    assert run.stdout.count("validation:") == 3


def measure(run):
    return {"error": run.error and str(run.error).split(".")[0], "epochs": len(run["accuracies"])}
