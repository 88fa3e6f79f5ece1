"""A head with batch norm of its own is trained on the features of a pretrained backbone that stays as it was, running statistics included."""

import torch
from torch.nn.functional import batch_norm, linear


def loss_of(values, features, y):
    hidden = linear(features, values["0.weight"], values["0.bias"])
    mean, variance = hidden.mean(0), hidden.var(0, correction=0)
    hidden = (hidden - mean) / torch.sqrt(variance + 1e-5) * values["1.weight"] + values["1.bias"]
    return ((linear(torch.relu(hidden), values["3.weight"], values["3.bias"]) - y) ** 2).mean()


def off(step, run):
    first, norm = run["backbone"][0], run["backbone"][1]
    hidden = linear(run["x"], first.weight, first.bias)
    features = torch.relu(batch_norm(hidden, run["start"], run["start_var"], norm.weight, norm.bias)).detach()
    head = dict(run["head"].named_parameters())
    expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in head.items()}, features, run["y"])
    found = torch.cat([step.gradient(p).flatten() for p in head.values()])
    expected = torch.cat([expected[name].flatten() for name in head])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """At each of the ten steps the head's gradient equals torch.func.grad of the mean squared error: the features normalised by the pretrained statistics, the head's own batch norm by the batch.
    十步中的每一步，head 的梯度都等于 torch.func.grad 对均方误差求导的结果：特征用预训练的统计量归一化，head 自己的 BatchNorm 用 batch 的统计量。"""
    assert len(run.steps) == 10
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-3, f"step {number} is off by {off(step, run):.2g}"


def check_the_statistics_stay(run):
    """The running mean and variance of the frozen backbone are what they were before the training.
    冻结的 backbone 的 running mean 和 running var 与训练前相同。"""
    norm = run["backbone"][1]
    assert torch.equal(norm.running_mean, run["start"])
    assert torch.equal(norm.running_var, run["start_var"])


def check_the_head_tracks(run):
    """The head's own running statistics were updated at each of the ten steps.
    head 自己的 running statistics 在十步中各更新一次。"""
    assert run["head"][1].num_batches_tracked == 10, run["head"][1].num_batches_tracked


def measure(run):
    norm = run["backbone"][1]
    return {
        "moved": (norm.running_mean - run["start"]).abs().max().item(),
        "off": round(off(run.steps[0], run), 4),
        "tracked": int(run["head"][1].num_batches_tracked),
        "steps": len(run.steps),
        "trainable": sum(parameter.requires_grad for parameter in run["backbone"].parameters()),
    }


def probe(run):
    """The frozen backbone's running mean has moved, though no parameter of it requires grad."""
    return not torch.equal(run["backbone"][1].running_mean, run["start"])
