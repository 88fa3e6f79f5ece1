"""The main layer and both helpers are trained, each on its own mean squared error."""

import torch


def check_gradients(run):
    """At each of the five steps the main layer and both helpers have the closed-form gradients of their losses.
    五步中的每一步，主层和两个 helper 的梯度都等于各自 loss 的解析解。"""
    x, y = run["x"], run["y"]
    assert len(run.steps) == 5
    for step in run.steps:
        for layer in (run["main"], *run["helpers"]):
            residual = x @ step.value(layer.weight).T + step.value(layer.bias) - y
            assert step.gradient(layer.weight) is not None, "a layer has no gradient"
            assert torch.allclose(step.gradient(layer.weight), 2 * residual.T @ x / len(x), atol=1e-5)


def check_the_helper_moves(run):
    """The first helper's weight differs from where it started.
    第一个 helper 的权重与初始值不同。"""
    assert not torch.equal(run["helpers"][0].weight, run["start"])


def measure(run):
    weight, main = run["helpers"][0].weight, run["main"].weight
    return {
        "moved": (weight - run["start"]).abs().max().item(),
        "gradient": weight.grad,
        "main_moved": (main - run.steps[0].value(main)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
