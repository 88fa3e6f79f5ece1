"""The depth head is trained in every second step, the rest in each, on the mean of both ranks' gradients."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy, mse_loss


def expected_gradients(run, step, with_depth):
    """The mean over the ranks of each rank's gradients, outside of DistributedDataParallel."""
    network = run["network"]
    values = {name: step.value(parameter) for name, parameter in network.named_parameters()}

    def loss(given, x, y, z):
        labels, depth = functional_call(network, given, (x, True))
        return cross_entropy(labels, y) + with_depth * mse_loss(depth, z)

    per_rank = [grad(loss)(values, x, y, z) for x, y, z in zip(run["x"], run["y"], run["z"])]
    return {name: sum(gradients[name] for gradients in per_rank) / len(per_rank) for name in values}


def check_gradients(run):
    """In every rank, at each of the four steps, every gradient equals the mean over both ranks of what torch.func.grad gives; in the second and fourth step that of the depth head is zero or None.
    每个 rank 的四步中，所有梯度都等于两个 rank 上 torch.func.grad 结果的平均；第二步和第四步里 depth 头的梯度为零或 None。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        expected = expected_gradients(run, step, with_depth=number % 2 == 0)
        for name, parameter in run["network"].named_parameters():
            found = step.gradient(parameter)
            found = torch.zeros_like(parameter) if found is None else found
            assert torch.allclose(found, expected[name], atol=1e-5), f"{name} in step {number}"


def measure(run):
    return {"error": str(run.error).split(".")[0], "steps": len(run.steps)}
