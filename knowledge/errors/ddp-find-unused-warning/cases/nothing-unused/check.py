"""Both ranks train the network on the mean of their gradients, and no graph is searched for unused parameters."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_gradients(run, step):
    """The mean over the ranks of each rank's gradients, outside of DistributedDataParallel."""
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


def has_rebuilt_buckets(run):
    return bool(run["model"]._get_ddp_logging_data().get("has_rebuilt_buckets"))


def check_no_search(run):
    """In every rank DDP has rebuilt its buckets in the order in which gradients arrive, which it does not while it searches for unused parameters.
    每个 rank 的 DDP 都按梯度到达的顺序重建了 bucket；只要还在搜索未使用的参数，就不会重建。"""
    assert has_rebuilt_buckets(run), "the buckets were not rebuilt"


def measure(run):
    return {"rebuilt": has_rebuilt_buckets(run), "steps": len(run.steps)}
