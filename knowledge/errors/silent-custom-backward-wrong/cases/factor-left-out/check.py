"""Both layers are trained on the squared error, with 1.7159 * tanh(2/3 * x) between them."""

import torch
from torch.func import grad
from torch.nn.functional import linear, mse_loss


def expected_gradients(run, step):
    values = [tuple(step.value(p) for p in run[name].parameters()) for name in ("first", "second")]

    def loss(first, second):
        return mse_loss(linear(1.7159 * torch.tanh(2 / 3 * linear(run["x"], *first)), *second), run["y"])

    return dict(zip(("first", "second"), grad(loss, argnums=(0, 1))(*values)))


def check_gradients(run):
    """At each of the three steps every gradient equals that of torch.func for the activation written in operations of torch.
    三步中的每一步，所有梯度都等于用 torch 操作写出激活函数时 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            for parameter, gradient in zip(run[name].parameters(), expected, strict=True):
                assert step.gradient(parameter) is not None, f"{name} has no gradient"
                assert torch.allclose(step.gradient(parameter), gradient, atol=1e-6), name


def part(run, name="first"):
    """The length of a layer's first gradient, as a part of what it should be."""
    step, weight = run.steps[0], run[name].weight
    if step.gradient(weight) is None:
        return 0.0
    return (step.gradient(weight).norm() / expected_gradients(run, step)[name][0].norm()).item()


def measure(run):
    return {"first": part(run), "second": part(run, "second"), "steps": len(run.steps)}


def probe(run):
    """The first layer's gradient has another length than it should."""
    return abs(part(run) - 1) > 0.01
