"""The loss is the mean of exp(layer(x) / 2) + 1."""

import torch


def expected_gradient(run):
    layer, x = run["layer"], run["x"]
    outputs = (x @ layer.weight.T + layer.bias).detach()
    return 0.5 * torch.exp(outputs * 0.5).sum(0) / outputs.numel()


def check_gradient(run):
    """The bias's gradient equals the closed form 0.5 * exp(layer(x) / 2), summed over the batch and divided by the number of elements.
    bias 的梯度等于解析式：0.5 * exp(layer(x) / 2) 沿 batch 求和再除以元素个数。"""
    found = run["layer"].bias.grad
    assert found is not None, "the bias has no gradient"
    assert torch.allclose(found, expected_gradient(run), atol=1e-6)


def check_loss(run):
    """The loss has the value that the program means: the mean of exp(layer(x) / 2) + 1.
    loss 的值符合程序本意：exp(layer(x) / 2) + 1 的平均值。"""
    outputs = run["layer"](run["x"])
    assert torch.allclose(run["loss"], (torch.exp(outputs * 0.5) + 1).mean())


def measure(run):
    error = str(run.error).split(":")[0] if run.error else None
    return {"error": error, "found": run["layer"].bias.grad, "expected": expected_gradient(run)}
