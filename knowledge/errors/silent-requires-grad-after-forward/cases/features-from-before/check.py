"""The head is trained for 20 steps on a frozen backbone, then both for 20 more."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def loss_of(values, run):
    features = functional_call(run["backbone"], part(values, "b."), run["x"])
    return cross_entropy(functional_call(run["head"], part(values, "h."), features), run["y"])


def part(values, prefix):
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}


def parameters(run):
    names = {f"b.{name}": parameter for name, parameter in run["backbone"].named_parameters()}
    return names | {f"h.{name}": parameter for name, parameter in run["head"].named_parameters()}


def expected_gradients(run, step):
    return grad(loss_of)({name: step.value(parameter) for name, parameter in parameters(run).items()}, run)


def check_gradients(run):
    """From step 20 on the gradients of backbone and head equal torch.func's; before, the head's do and the backbone has none.
    从第 20 步起，backbone 和 head 的梯度都等于 torch.func 求得的；在此之前 head 的等于，backbone 没有梯度。"""
    assert len(run.steps) == 40
    for number, step in enumerate(run.steps):
        for name, gradient in expected_gradients(run, step).items():
            found = step.gradient(parameters(run)[name])
            if name.startswith("b.") and number < 20:
                assert found is None or not found.any(), f"{name} is not frozen in step {number}"
            else:
                assert found is not None, f"{name} has no gradient in step {number}"
                assert torch.allclose(found, gradient, atol=1e-5), name


def check_the_backbone_moves(run):
    """The backbone stays as it was for 20 steps and moves after that.
    backbone 前 20 步不变，之后发生变化。"""
    weight = run["backbone"][0].weight
    assert torch.equal(run.steps[0].value(weight), run.steps[20].value(weight))
    assert not torch.equal(run.steps[20].value(weight), weight)


def measure(run):
    weight = run["backbone"][0].weight
    values = {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 40:
        values |= {"moved": (weight - run.steps[20].value(weight)).abs().max().item(), "loss": run["loss"].item()}
    return values


def probe(run):
    """The backbone requires grad in the end, and no step had a gradient for it."""
    weight = run["backbone"][0].weight
    return weight.requires_grad and all(step.gradient(weight) is None for step in run.steps)
