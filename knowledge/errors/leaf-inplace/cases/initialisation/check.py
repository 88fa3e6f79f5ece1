"""The head begins with a bias of -2 and a small weight, and is trained with the backbone."""

import torch
from torch.func import functional_call, grad
from torch.nn import functional as F


def check_the_beginning(run):
    """At the first step every bias of the head is -2, and the largest element of its weight lies between 0.05 and 0.1 of nn.Linear's bound.
    第一步时 head 的 bias 全是 -2，weight 绝对值的最大元素在 nn.Linear 默认上界的 0.05 到 0.1 倍之间。"""
    first, head = run.steps[0], run["head"]
    assert torch.equal(first.value(head.bias), torch.full((1,), -2.0))
    assert 0.05 / 8**0.5 <= first.value(head.weight).abs().max() <= 0.1 / 8**0.5 + 1e-7


def check_gradients(run):
    """At each of the five steps every gradient equals torch.func's for the binary cross entropy.
    五步中的每一步，所有梯度都等于 torch.func 对二元交叉熵求得的梯度。"""
    assert len(run.steps) == 5
    model = run["model"]

    def loss(given):
        return F.binary_cross_entropy_with_logits(functional_call(model, given, (run["x"],)), run["labels"])

    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        for name, expected in grad(loss)(values).items():
            found = step.gradient(model.get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, expected, atol=1e-6), name


def check_the_head_moves(run):
    """The head's weight changes between the first and the last step.
    head 的权重在第一步和最后一步之间发生了变化。"""
    weight = run["head"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    head = run["head"]
    values = {"steps": len(run.steps), "bias": head.bias.item(), "weight_grad": head.weight.grad}
    if run.steps:
        values["first_bias"] = run.steps[0].value(head.bias).item()
        values["moved"] = (head.weight - run.steps[0].value(head.weight)).abs().max().item()
    return values
