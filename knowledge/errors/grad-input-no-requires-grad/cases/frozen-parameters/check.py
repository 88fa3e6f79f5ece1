"""The head is trained on a frozen backbone, and the norm of its gradient is logged."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def reference(run, step):
    """The head's gradients at a step."""
    model, x, y = run["model"], run["x"], run["y"]
    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
    head = {name: value for name, value in values.items() if name.startswith("head")}
    return grad(lambda weights: cross_entropy(functional_call(model, values | weights, (x,)), y))(head)


def check_head_alone_is_trained(run):
    """At each of the three steps the head has the gradient of the cross entropy, and the backbone has none.
    三步中的每一步，head 的梯度都等于交叉熵的梯度，backbone 没有梯度。"""
    model = run["model"]
    assert len(run.steps) == 3
    for step in run.steps:
        for name, wanted in reference(run, step).items():
            found = step.gradient(model.get_parameter(name))
            assert found is not None and torch.allclose(found, wanted, atol=1e-6), f"{name}: another gradient"
        for parameter in model.backbone.parameters():
            assert not step.has(parameter) or step.gradient(parameter) is None, "the backbone has a gradient"


def check_norms(run):
    """The three norms are those of the head's gradient.
    三个范数都等于 head 的梯度的范数。"""
    for norm, step in zip(run["norms"], run.steps, strict=True):
        wanted = torch.cat([gradient.flatten() for gradient in reference(run, step).values()]).norm().item()
        assert abs(norm - wanted) < 1e-4, "another norm"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    weight = run["model"].backbone.weight
    return {"moved": (weight - run.steps[0].value(weight)).abs().max().item(), "steps": len(run.steps)}
