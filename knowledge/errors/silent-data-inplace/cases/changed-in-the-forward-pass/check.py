"""The generator is trained through the clamp, whose derivative is zero outside of the range."""

import torch
from torch.nn.functional import cross_entropy, linear, relu


def expected_gradients(run, step):
    """The forward pass written out, the clamp recorded."""
    named = dict(run["generator"].named_parameters())
    values = {name: step.value(parameter).requires_grad_() for name, parameter in named.items()}
    hidden = relu(linear(run["images"], values["0.weight"], values["0.bias"]))
    delta = torch.tanh(linear(hidden, values["2.weight"], values["2.bias"])).clamp(-0.1, 0.1)
    logits = linear(run["images"] + delta, run["classifier"].weight, run["classifier"].bias)
    return dict(zip(values, torch.autograd.grad(-cross_entropy(logits, run["labels"]), list(values.values()))))


def check_gradients(run):
    """At each of the three steps every gradient equals that of the forward pass written out.
    三步中的每一步，所有梯度都与手写的前向计算所得一致。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["generator"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-7), name


def check_the_bound(run):
    """The last perturbation is within the bound.
    最后一次的扰动在界限之内。"""
    assert (run["images"].shape, True) == (run["delta"].shape, bool((run["delta"].abs() <= 0.1 + 1e-6).all()))


def measure(run):
    if not run.steps:
        return {"error": run.error and str(run.error).split(": [")[0]}
    step, weight = run.steps[0], run["generator"][0].weight
    found, expected = step.gradient(weight), expected_gradients(run, step)["0.weight"]
    outside = (run["delta"].abs() >= 0.1 - 1e-6).float().mean()
    values = {"steps": len(run.steps), "outside": (100 * outside).item(), "weight_grad": found if found is None else "a tensor"}
    return values if found is None else values | {"times": (found.norm() / expected.norm()).item()}


def probe(run):
    """Is the gradient another one than that of the forward pass?"""
    return measure(run).get("times", 0) > 1.5
