"""The critic is trained with its gradient penalty; the reference uses torch operations and torch.func."""

import torch
from torch.func import grad


def score(values, x):
    hidden = x @ values["hidden.weight"].T + values["hidden.bias"]
    return hidden * torch.sigmoid(hidden) @ values["score.weight"].T + values["score.bias"]


def loss_of(values, run):
    gradient = grad(lambda where: score(values, where).sum())(run["mixed"].detach())
    penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
    return score(values, run["fake"]).mean() - score(values, run["real"]).mean() + 10 * penalty


def reference(run, step):
    return grad(loss_of)({name: step.value(parameter) for name, parameter in run["critic"].named_parameters()}, run)


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's, with swish made of torch operations.
    三步中的每一步，每个梯度都等于用 torch 运算写 swish 时 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in reference(run, step).items():
            gradient = step.gradient(run["critic"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-5), f"{name}: another gradient"


def measure(run):
    values = {"steps": len(run.steps)}
    if run.steps:
        expected = reference(run, run.steps[0])["hidden.weight"]
        gradient = run.steps[0].gradient(run["critic"].get_parameter("hidden.weight"))
        values["percent_off"] = round(100 * ((gradient - expected).norm() / expected.norm()).item())
    return values
