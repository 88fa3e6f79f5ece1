"""Five epochs of AdamW over everything; from then on the backbone stays as it is and the head is trained alone."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_the_backbone_stays(run):
    """From the sixth step on each parameter of the backbone keeps its value, to the last bit.
    从第六步起，backbone 的每个参数保持原值，一个 bit 也不变。"""
    assert len(run.steps) == 10, f"{len(run.steps)} steps"
    for parameter in run["model"][0].parameters():
        values = [*(step.value(parameter) for step in run.steps[5:]), parameter.detach()]
        assert all(torch.equal(values[0], value) for value in values[1:])


def check_gradients(run):
    """At each step the gradients of what is trained equal torch.func's for the cross entropy.
    每一步，正在训练的参数的梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, x), y))(values)
        for name, parameter in model.named_parameters():
            if number < 5 or name.startswith("1."):
                assert step.gradient(parameter) is not None, f"{name} has no gradient"
                assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_adamw(run):
    """What is trained moves as AdamW's formula says: lr 0.01, weight decay 0.01, averages since the first step.
    正在训练的参数按 AdamW 的公式更新：lr 为 0.01，权重衰减为 0.01，平均值从第一步累积起。"""
    for name, parameter in run["model"].named_parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        mean = square = torch.zeros_like(parameter)
        for number, step in enumerate(run.steps if name.startswith("1.") else run.steps[:5], 1):
            gradient = step.gradient(parameter)
            mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
            move = mean / (1 - 0.9**number) / ((square / (1 - 0.999**number)).sqrt() + 1e-8)
            expected = values[number - 1] * (1 - 0.01 * 0.01) - 0.01 * move
            assert torch.allclose(values[number], expected, atol=1e-5), f"{name} in step {number}"


def moved(run):
    """By how much the backbone's weight changed after it was frozen."""
    weight = run["model"][0][0].weight
    return (weight - run.steps[5].value(weight)).abs().max().item()


def measure(run):
    gradient = run["model"][0][0].weight.grad
    return {"moved": moved(run), "largest": None if gradient is None else gradient.abs().max().item()}


def probe(run):
    """A parameter that does not require grad was moved by the optimizer."""
    return not run["model"][0][0].weight.requires_grad and moved(run) > 0.001
