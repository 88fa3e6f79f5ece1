"""The new branch gets its gradient, the pretrained one a tenth of it."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def expected_gradients(run, step):
    """By module and parameter, those of the plain sum; a tenth for the pretrained branch."""
    values = [{key: step.value(p) for key, p in run[name].named_parameters()} for name in ("pretrained", "new")]

    def loss(pretrained, new):
        output = functional_call(run["new"], new, (run["x"],)) + functional_call(run["pretrained"], pretrained, (run["x"],))
        return mse_loss(output, run["y"])

    pretrained, new = grad(loss, argnums=(0, 1))(*values)
    return {"pretrained": {key: 0.1 * gradient for key, gradient in pretrained.items()}, "new": new}


def check_gradients(run):
    """At each of the three steps the new branch has the gradient of torch.func, and the pretrained one a tenth of it.
    三步中的每一步，new 分支的梯度等于 torch.func 求得的梯度，pretrained 分支是它的十分之一。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            for key, parameter in run[name].named_parameters():
                assert step.gradient(parameter) is not None, f"{name}.{key} has no gradient"
                assert torch.allclose(step.gradient(parameter), expected[key], atol=1e-6), f"{name}.{key}"


def part(run):
    """The length of the first gradient of the new branch, as a part of what it should be."""
    step, weight = run.steps[0], run["new"][2].weight
    return (step.gradient(weight).norm() / expected_gradients(run, step)["new"]["2.weight"].norm()).item()


def measure(run):
    return {"part": part(run), "steps": len(run.steps)}


def probe(run):
    """The new branch, which is not slowed down, has another gradient than it should."""
    return abs(part(run) - 1) > 0.01
