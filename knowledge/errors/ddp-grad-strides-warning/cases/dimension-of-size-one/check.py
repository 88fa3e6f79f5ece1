"""Both ranks train the network: each step uses the mean over the ranks of the gradients on their own data."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_gradients(run, step):
    """The mean over the ranks, by a conv of contiguous tensors outside of DistributedDataParallel."""
    network = run["network"]
    values = {name: step.value(parameter) for name, parameter in network.named_parameters()}
    per_rank = [
        grad(lambda given: cross_entropy(functional_call(network, given, (x,)), y))(values) for x, y in zip(run["x"], run["y"])
    ]
    return {name: sum(gradients[name] for gradients in per_rank) / len(per_rank) for name in values}


def check_gradients(run):
    """In every rank, at each of the three steps, every gradient equals the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 的三步中，所有梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["network"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def warned(run):
    return [message for _, message in run.warnings if "Grad strides" in message]


def check_no_warning(run):
    """There is no warning about strides.
    没有关于 strides 的警告。"""
    assert not warned(run), warned(run)[0].split("\n")[-1]


def measure(run):
    return {"warnings": len(warned(run)), "steps": len(run.steps)}
