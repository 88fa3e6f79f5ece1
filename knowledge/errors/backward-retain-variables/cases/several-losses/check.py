"""The encoder is trained on both losses, each branch on its own."""

import torch
from torch.func import grad
from torch.nn.functional import conv2d, l1_loss, pixel_shuffle


def modules(run):
    return {"encoder": run["encoder"][0], "to_x2": run["to_x2"][0], "to_x4": run["to_x4"][0]}


def loss_of(values, small, x2, x4):
    features = conv2d(small, *values["encoder"], padding=1).relu()
    smaller = pixel_shuffle(conv2d(features, *values["to_x2"], padding=1), 2)
    larger = pixel_shuffle(conv2d(features, *values["to_x4"], padding=1), 4)
    return l1_loss(smaller, x2) + l1_loss(larger, x4)


def expected_gradients(run, step):
    values = {name: (step.value(m.weight), step.value(m.bias)) for name, m in modules(run).items()}
    return grad(loss_of)(values, run["small"], run["x2"], run["x4"])


def check_gradients(run):
    """At each of the three steps all six parameters have the gradient of the sum of both losses, as torch.func computes it.
    三步中的每一步，全部六个参数的梯度都等于 torch.func 对两个 loss 之和求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for name, gradients in expected_gradients(run, step).items():
            for parameter, expected in zip((modules(run)[name].weight, modules(run)[name].bias), gradients, strict=True):
                assert step.gradient(parameter) is not None, f"{name} has no gradient"
                assert torch.allclose(step.gradient(parameter), expected, atol=1e-6), f"{name} is another"


def measure(run):
    if not run.steps:
        return {"error": str(run.error).split(" (")[0]}
    step, weight = run.steps[0], run["encoder"][0].weight
    expected = expected_gradients(run, step)["encoder"][0]
    return {"steps": len(run.steps), "percent_off": (100 * (step.gradient(weight) - expected).norm() / expected.norm()).item()}
