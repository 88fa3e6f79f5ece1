"""Square is checked, and then trained with: two losses go back through the same output."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    return ((functional_call(run["model"], values, run["x"]) ** 2 - run["y"]) ** 2).mean(dim=0).sum()


def check_training(run):
    """At each of the three steps every gradient equals torch.func's for the sum of both losses.
    三步中的每一步，所有梯度都等于 torch.func 对两个 loss 之和求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = grad(lambda given: loss_of(run, given))(values)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_two_passes(run):
    """In double precision two backward passes of Square over one output give the same, and agree with 2x.
    双精度下，对同一个输出做两次 backward，Square 给出相同的结果，并等于 2x。"""
    x = torch.linspace(-4, 4, 100, dtype=torch.float64, requires_grad=True)
    y = run["Square"].apply(x).sum()
    first = torch.autograd.grad(y, x, retain_graph=True)[0].clone()
    second = torch.autograd.grad(y, x)[0]
    assert torch.equal(first, second)
    assert torch.allclose(first, 2 * x.detach())


def check_the_check(run):
    """The program's check answers True for its Square.
    程序里的检查对它的 Square 回答 True。"""
    assert run["check_gradient"](run["Square"].apply) is True


def measure(run):
    values = {"error": str(run.error).split(",")[0] if run.error else None, "steps": len(run.steps)}
    if run.steps:
        step, weight = run.steps[0], run["model"].weight
        given = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = grad(lambda given: loss_of(run, given))(given)["weight"]
        values["percent_off"] = round(100 * ((step.gradient(weight) - expected).norm() / expected.norm()).item())
    return values
