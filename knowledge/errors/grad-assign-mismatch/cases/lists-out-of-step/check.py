"""Trunk and box are trained with gradients of a total norm of one; the classes are not touched."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import smooth_l1_loss

TRAINED = ("trunk.weight", "trunk.bias", "box.weight", "box.bias")


def expected_at(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    found = grad(lambda values: smooth_l1_loss(functional_call(run["model"], values, (run["x"],))[1], run["boxes"]))
    gradients = {name: gradient for name, gradient in found(values).items() if name in TRAINED}
    norm = torch.stack([gradient.norm() for gradient in gradients.values()]).norm()
    return {name: gradient / norm for name, gradient in gradients.items()}


def check_gradients(run):
    """At each of the three steps trunk and box have torch.func's gradients, divided by their total norm.
    三步中的每一步，trunk 和 box 的梯度都等于 torch.func 求得的梯度除以总范数。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_at(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def check_classes_stay(run):
    """The weight of the classes is the same at the first step and at the last.
    classes 的权重在第一步和最后一步相同。"""
    weight = run["model"].classes.weight
    assert torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    if not run.steps:
        return {"percent": "not computed"}
    found = run.steps[0].gradient(run["model"].box.weight)
    expected = expected_at(run, run.steps[0])["box.weight"]
    return {"percent": round(100 * ((found - expected).norm() / expected.norm()).item())}
