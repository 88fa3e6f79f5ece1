"""The head is trained by SGD on the cross entropy; the backbone stays as it was made."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_the_backbone_stays(run):
    """At each of the five steps and after them the backbone has the values that it had before the first.
    五步中的每一步以及训练之后，backbone 的参数都与第一步之前相同。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for parameter in run["model"].backbone.parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        assert all(torch.equal(values[0], value) for value in values[1:])


def check_the_head_learns(run):
    """At each step the head's gradient equals torch.func's for the cross entropy, and it moves by -0.1 times it.
    每一步，head 的梯度都等于 torch.func 对交叉熵求得的梯度，并按该梯度的 -0.1 倍更新。"""
    model, x, y = run["model"], run["x"], run["y"]
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, x), y))(values)
        for name, parameter in model.head.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[f"head.{name}"], atol=1e-5), name
            after = run.steps[number + 1].value(parameter) if number < 4 else parameter.detach()
            assert torch.allclose(after, step.value(parameter) - 0.1 * expected[f"head.{name}"], atol=1e-5), name


def moved(run):
    weight = run["model"].backbone[0].weight
    return (weight - run.steps[0].value(weight)).abs().max().item()


def measure(run):
    parameters = list(run["model"].backbone.parameters())
    trained = sum(parameter.requires_grad for parameter in parameters)
    return {"moved": moved(run), "trained": trained, "all": len(parameters), "steps": len(run.steps)}


def probe(run):
    """The module has the flag, its parameters require grad, and they were moved."""
    backbone = run["model"].backbone
    return getattr(backbone, "requires_grad", None) is False and backbone[0].weight.requires_grad and moved(run) > 0.001
