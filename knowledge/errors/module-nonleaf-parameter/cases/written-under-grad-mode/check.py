"""A convolution takes over what conv and batch norm compute together, and stays; the head behind it is trained."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import conv2d, cross_entropy


def features(run):
    """What conv and batch norm in evaluation mode give, from their own parameters."""
    conv, bn = run["conv"], run["bn"]
    with torch.no_grad():
        h = conv2d(run["x"], conv.weight)
        mean, variance = bn.running_mean.view(-1, 1, 1), bn.running_var.view(-1, 1, 1)
        h = (h - mean) / (variance + bn.eps).sqrt() * bn.weight.view(-1, 1, 1) + bn.bias.view(-1, 1, 1)
        return h.relu().mean((2, 3))


def check_gradients(run):
    """At each of the three steps the head has the gradients of the cross entropy on the features of conv and batch norm.
    三步中的每一步，head 的梯度都等于以 conv 加 batch norm 的特征计算的交叉熵的梯度。"""
    head = run["head"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in head.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(head, given, (features(run),)), run["y"]))(values)
        for name, parameter in head.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_the_rest_gets_no_gradient(run):
    """Neither conv nor batch norm has got a gradient.
    conv 和 batch norm 都没有得到梯度。"""
    assert all(parameter.grad is None for module in (run["conv"], run["bn"]) for parameter in module.parameters())


def measure(run):
    return {"steps": len(run.steps), "error": str(run.error).split(" (")[0]}
