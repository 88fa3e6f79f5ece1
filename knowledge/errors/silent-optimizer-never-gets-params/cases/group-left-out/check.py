"""Backbone, neck and head are trained; the backbone with a tenth of the learning rate."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """At each of the five steps every gradient equals torch.func's for the cross entropy at that step.
    五步中的每一步，所有梯度都等于 torch.func 在当时参数处对交叉熵求得的梯度。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, x), y))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_every_parameter_moves(run):
    """Each step changes every parameter by its learning rate, 0.01 in the backbone and 0.1 elsewhere, times -gradient.
    每一步，每个参数的变化量都等于负的学习率（backbone 为 0.01，其余为 0.1）乘以梯度。"""
    for name, parameter in run["model"].named_parameters():
        rate = 0.01 if name.startswith("backbone") else 0.1
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        for step, before, after in zip(run.steps, values, values[1:]):
            assert torch.allclose(after, before - rate * step.gradient(parameter), atol=1e-6), name


def measure(run):
    held = {id(p) for group in run["optimizer"].param_groups for p in group["params"]}
    neck = run["model"].neck.weight
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if run.steps:
        values["moved"] = (neck - run.steps[0].value(neck)).abs().max().item()
        values["first"], values["last"] = (moment.added(neck).norm().item() for moment in (run.backwards[0], run.backwards[-1]))
        values["kept"] = run.backwards[-1].gradient(neck).norm().item()
    return values | {"held": len(held), "parameters": len(list(run["model"].parameters()))}


def probe(run):
    """A parameter of the model has a gradient and is not in the optimizer."""
    held = {id(p) for group in run["optimizer"].param_groups for p in group["params"]}
    return any(p.grad is not None and id(p) not in held for p in run["model"].parameters())
