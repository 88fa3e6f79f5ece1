"""A text classifier is trained by Adam: the embedding and the layer behind it."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, embedding


def gradients(run, moment):
    bag, layer = run["model"]
    values = [moment.value(p) for p in (bag.weight, layer.weight, layer.bias)]

    def loss(weight, last, bias):
        hidden = embedding(run["tokens"], weight).mean(dim=1)
        return cross_entropy(hidden @ last.T + bias, run["labels"])

    return grad(loss, argnums=(0, 1, 2))(*values)


def check_gradients(run):
    """There are five backward passes, and after each the gradients equal those of torch.func.
    共反向五次，每次之后的梯度都等于 torch.func 求得的梯度。"""
    bag, layer = run["model"]
    assert len(run.backwards) == 5, f"{len(run.backwards)} backward passes"
    for moment in run.backwards:
        for parameter, expected in zip((bag.weight, layer.weight, layer.bias), gradients(run, moment)):
            assert moment.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(moment.gradient(parameter), expected, atol=1e-6)


def check_first_step(run):
    """The first step moves each weight that has a gradient by the learning rate, 0.01, against its sign, as Adam does.
    第一步中，凡有梯度的权重都逆着梯度符号移动学习率 0.01，与 Adam 一致。"""
    first, second = run.backwards[:2]
    bag, layer = run["model"]
    for parameter, gradient in zip((bag.weight, layer.weight, layer.bias), gradients(run, first)):
        moved, clear = second.value(parameter) - first.value(parameter), gradient.abs() > 1e-4
        assert torch.allclose(moved[clear], -0.01 * gradient[clear].sign(), atol=1e-4)


def measure(run):
    return {"error": str(run.error).split("\n")[0], "backwards": len(run.backwards)}
