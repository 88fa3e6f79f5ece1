"""The cross network is trained on the cross entropy and on the squares of its kernels."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def expected_gradients(run, step):
    """The network and its penalty written out."""
    named = dict(run["model"].named_parameters())
    values = {name: step.value(parameter).requires_grad_() for name, parameter in named.items()}
    x = run["x"]
    for layer in range(3):
        x = run["x"] * (x @ values["kernels"][layer]) + x
    fit = binary_cross_entropy_with_logits(x @ values["head.weight"].T + values["head.bias"], run["y"])
    loss = fit + 0.1 * values["kernels"].pow(2).sum()
    return dict(zip(values, torch.autograd.grad(loss, list(values.values()))))


def check_gradients(run):
    """At each of the three steps every gradient equals that of the loss and the penalty of the present kernels.
    三步中的每一步，所有梯度都等于 loss 加上当前 kernels 的惩罚项的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def measure(run):
    step, kernels = run.steps[-1], run["model"].kernels
    found, expected = step.gradient(kernels), expected_gradients(run, step)["kernels"]
    return {
        "steps": len(run.steps),
        "percent_off": (100 * (found - expected).norm() / expected.norm()).item(),
        "error": run.error and str(run.error).split(". This")[0],
    }
