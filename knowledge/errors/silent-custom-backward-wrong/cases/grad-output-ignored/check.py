"""Trunk and heads are trained on the squared error plus a tenth of the cross entropy."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear, mse_loss


def expected_gradients(run, step):
    modules = [tuple(step.value(p) for p in run[name].parameters()) for name in ("trunk", "classifier", "regressor")]

    def loss(trunk, classifier, regressor):
        hidden = torch.tanh(linear(run["x"], *trunk))
        return mse_loss(linear(hidden, *regressor), run["y"]) + 0.1 * cross_entropy(linear(hidden, *classifier), run["labels"])

    return dict(zip(("trunk", "classifier", "regressor"), grad(loss, argnums=(0, 1, 2))(*modules)))


def check_gradients(run):
    """At each of the three steps every gradient equals that of torch.func for the loss written in operations of torch.
    三步中的每一步，所有梯度都等于用 torch 操作写出的 loss 由 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            for parameter, gradient in zip(run[name].parameters(), expected, strict=True):
                assert step.gradient(parameter) is not None, f"{name} has no gradient"
                assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6), name


def times(run):
    """How many times too long the classifier's gradient is at the first step."""
    step, weight = run.steps[0], run["classifier"].weight
    if step.gradient(weight) is None:
        return 0.0
    return (step.gradient(weight).norm() / expected_gradients(run, step)["classifier"][0].norm()).item()


def measure(run):
    return {"times": times(run), "steps": len(run.steps)}


def probe(run):
    """The classifier's gradient has another length than it should."""
    return abs(times(run) - 1) > 0.01
