"""Rounded outputs are trained as if rounding were the identity."""

import torch


def check_gradient(run):
    """At each of the three steps encoder.weight has the closed form of the gradient with 1 for the derivative of round.
    三步中的每一步，encoder.weight 的梯度都等于把 round 的导数当作 1 时的解析解。"""
    encoder, inputs, codes = run["encoder"], run["inputs"], run["codes"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        rounded = torch.round(inputs @ step.value(encoder.weight).T + step.value(encoder.bias))
        expected = 2 * (rounded - codes).T @ inputs / codes.numel()
        assert step.gradient(encoder.weight) is not None, "encoder.weight has no gradient"
        assert torch.allclose(step.gradient(encoder.weight), expected, rtol=1e-4, atol=1e-5)


def check_encoder_moves(run):
    """encoder.weight changes at every step.
    encoder.weight 每一步都在变。"""
    weight = run["encoder"].weight
    values = [step.value(weight) for step in run.steps] + [weight.detach()]
    assert len(values) > 1
    for before, after in zip(values, values[1:]):
        assert not torch.equal(before, after), "encoder.weight did not move"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    weight = run["encoder"].weight
    return {
        "steps": len(run.steps),
        "largest": max(step.gradient(weight).abs().max().item() for step in run.steps),
        "moved": (weight - run.steps[0].value(weight)).abs().max().item(),
    }
