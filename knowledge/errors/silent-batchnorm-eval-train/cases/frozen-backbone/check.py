"""A head is trained on the features of a pretrained backbone that stays as it was, running statistics included."""

import torch
from torch.nn.functional import linear


def off(step, run):
    first, norm, head = run["backbone"][0], run["backbone"][1], run["head"]
    hidden = linear(run["x"], first.weight, first.bias)
    features = torch.relu((hidden - run["start"]) / torch.sqrt(run["start_var"] + norm.eps))
    residual = features @ step.value(head.weight).T + step.value(head.bias) - run["y"]
    expected = 2 * residual.T @ features / len(features)
    return ((step.gradient(head.weight) - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """At each of the ten steps the gradient of the head's weight equals the closed form of the mean squared error on features that are normalised by the pretrained statistics.
    十步中的每一步，head 的 weight 的梯度都等于均方误差的解析解，其特征用预训练的统计量归一化。"""
    assert len(run.steps) == 10
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-4, f"step {number} is off by {off(step, run):.2g}"


def check_the_statistics_stay(run):
    """The running mean and variance of the frozen backbone are what they were before the training.
    冻结的 backbone 的 running mean 和 running var 与训练前相同。"""
    norm = run["backbone"][1]
    assert torch.equal(norm.running_mean, run["start"])
    assert torch.equal(norm.running_var, run["start_var"])


def check_the_head_moves(run):
    """The head's weight differs from its value at the first step.
    head 的 weight 与第一步时的值不同。"""
    weight = run["head"].weight
    assert not torch.equal(weight, run.steps[0].value(weight))


def measure(run):
    norm = run["backbone"][1]
    return {
        "moved": (norm.running_mean - run["start"]).abs().max().item(),
        "off": round(off(run.steps[0], run), 4),
        "steps": len(run.steps),
        "trainable": sum(parameter.requires_grad for parameter in run["backbone"].parameters()),
    }


def probe(run):
    """The frozen backbone's running mean has moved, though no parameter of it requires grad."""
    return not torch.equal(run["backbone"][1].running_mean, run["start"])
