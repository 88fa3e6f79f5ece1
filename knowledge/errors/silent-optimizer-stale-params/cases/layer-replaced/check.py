"""The first layer and the new head are trained by SGD with momentum."""

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


def check_momentum(run):
    """Each parameter moves by -0.1 times the sum of its gradients so far, each weighed by 0.9 per step since.
    每个参数每步的变化量等于 -0.1 乘以迄今梯度之和，每个梯度按每过一步乘 0.9 加权。"""
    for name, parameter in run["model"].named_parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        velocity = torch.zeros_like(parameter)
        for step, before, after in zip(run.steps, values, values[1:]):
            velocity = 0.9 * velocity + step.gradient(parameter)
            assert torch.allclose(after, before - 0.1 * velocity, atol=1e-5), name


def check_three_classes(run):
    """The model has a head for three classes.
    模型的 head 有三个类别。"""
    assert run["model"](run["x"]).shape == (32, 3)


def measure(run):
    weight = run["model"][2].weight
    held = {id(p) for group in run["optimizer"].param_groups for p in group["params"]}
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps), "held": len(held)}
    values["found"] = sum(id(p) in held for p in run["model"].parameters())
    if run.steps:
        values["moved"] = (weight - run.steps[0].value(weight)).abs().max().item()
    return values


def probe(run):
    """The optimizer holds a tensor that is no parameter of the model any more."""
    ours = {id(p) for p in run["model"].parameters()}
    held = {id(p) for group in run["optimizer"].param_groups for p in group["params"]}
    return bool(held - ours) and bool(ours - held)
