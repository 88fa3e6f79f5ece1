"""The network is trained on the cross entropy, its scale by channel included."""

import torch
from torch.func import grad
from torch.nn.functional import conv2d, cross_entropy


def loss_of(run, values):
    """The cross entropy, computed with torch's own multiplication."""
    features = conv2d(run["images"], values["conv.weight"], values["conv.bias"]) * values["scale"].view(4, 1, 1)
    logits = torch.tanh(features).mean(dim=(2, 3)) @ values["head.weight"].T + values["head.bias"]
    return cross_entropy(logits, run["labels"])


def expected_at(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(lambda values: loss_of(run, values))(values)


def check_gradients(run):
    """At each of the three steps every parameter has the gradient that torch.func gives for the plain product.
    三步中的每一步，每个参数的梯度都等于 torch.func 对普通乘法求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_at(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-6), name


def measure(run):
    """How many times smaller the gradient of the scale is than it should be."""
    if not run.steps:
        return {"times": "not computed"}
    found, expected = run.steps[0].gradient(run["model"].scale), expected_at(run, run.steps[0])["scale"]
    return {"times": round((expected.norm() / found.norm()).item()) if found is not None else "not computed"}
