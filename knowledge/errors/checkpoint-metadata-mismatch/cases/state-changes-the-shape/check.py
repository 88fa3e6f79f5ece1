"""The loss is the sum of sin over the first three columns of the linear layer's output."""

import torch


def expected_gradient(run):
    linear, x = run["block"].linear, run["x"].detach()
    outputs = (x @ linear.weight.T + linear.bias).detach()
    expected = torch.cos(outputs).sum(0)
    expected[3:] = 0
    return expected


def check_gradient(run):
    """The bias's gradient equals the closed form: cos of the outputs summed over the batch, zero in the dropped column.
    bias 的梯度等于解析解：输出的 cos 沿 batch 求和，被丢弃的那一列为 0。"""
    found = run["block"].linear.bias.grad
    assert found is not None, "the bias has no gradient"
    assert torch.allclose(found, expected_gradient(run), atol=1e-5)


def check_loss(run):
    """The loss equals the sum of sin over the first three columns of the linear layer's output.
    loss 等于线性层输出前三列的 sin 之和。"""
    linear, x = run["block"].linear, run["x"]
    assert torch.allclose(run["loss"], torch.sin(linear(x)[:, :3]).sum(), atol=1e-5)


def measure(run):
    error = None if run.error is None else f"{type(run.error).__name__}: {run.error}"
    return {"error": error, "found": run["block"].linear.bias.grad, "expected": expected_gradient(run)}
