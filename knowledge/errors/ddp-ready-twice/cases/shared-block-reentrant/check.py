"""Each rank ends with the mean over the ranks of the gradients on their own data."""

import torch


def loss_of(values, rows):
    for _ in range(2):
        rows = torch.tanh(rows @ values["weight"].T + values["bias"])
    return rows.pow(2).mean()


def check_gradients(run):
    """In every rank the block's gradients equal the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 上 block 的梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    block, data = run["network"].block, run["data"].detach()
    values = {name: parameter.detach() for name, parameter in block.named_parameters()}
    per_rank = [torch.func.grad(loss_of)(values, rows) for rows in data]
    for name, parameter in block.named_parameters():
        expected = sum(gradients[name] for gradients in per_rank) / run.world_size
        assert parameter.grad is not None, f"{name} has no gradient"
        assert torch.allclose(parameter.grad, expected, atol=1e-6), f"{name} is not the mean over the ranks"


def measure(run):
    block, data = run["network"].block, run["data"].detach()
    values = {name: parameter.detach() for name, parameter in block.named_parameters()}
    expected = sum(torch.func.grad(loss_of)(values, rows)["bias"] for rows in data) / len(data)
    return {"found": block.bias.grad, "expected": expected}
