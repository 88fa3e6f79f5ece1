"""Rounded outputs are trained as if rounding were the identity."""

import torch


def check_gradient(run):
    """At each of the three steps the weight has the closed form of the gradient with 1 for the derivative of round.
    三步中的每一步，weight 的梯度都等于把 round 的导数当作 1 时的解析解。"""
    layer, inputs, codes = run["encoder"].linear, run["inputs"], run["codes"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        rounded = torch.round(inputs @ step.value(layer.weight).T + step.value(layer.bias))
        expected = 2 * (rounded - codes).T @ inputs / codes.numel()
        assert step.gradient(layer.weight) is not None, "the weight has no gradient"
        assert torch.allclose(step.gradient(layer.weight), expected, rtol=1e-4, atol=1e-5)


def measure(run):
    largest = [step.gradient(run["encoder"].linear.weight).abs().max().item() for step in run.steps]
    return {"largest": max(largest, default=None), "steps": len(run.steps)}
