"""The critic is trained on the Wasserstein loss with a gradient penalty."""

import torch
from torch.func import grad


def critic_of(values, x):
    hidden = torch.tanh(x @ values["0.weight"].T + values["0.bias"])
    return hidden @ values["2.weight"].T + values["2.bias"]


def loss_of(values, weight, real, fake, mixed):
    gradient = grad(lambda points: critic_of(values, points).sum())(mixed)
    penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
    return critic_of(values, fake).mean() - critic_of(values, real).mean() + weight * penalty


def expected_gradients(run, step, weight=10):
    values = {name: step.value(parameter) for name, parameter in run["critic"].named_parameters()}
    return grad(loss_of)(values, weight, *[run[name].detach() for name in ("real", "fake", "mixed")])


def difference(run, step, weight):
    """The largest difference between the gradients and those of the loss with this weight of the penalty."""
    expected = expected_gradients(run, step, weight)
    gradients = {name: step.gradient(run["critic"].get_parameter(name)) for name in expected}
    assert all(gradient is not None for gradient in gradients.values())
    return max((gradients[name] - expected[name]).abs().max().item() for name in expected)


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the loss with the gradient penalty.
    三步中的每一步，所有梯度都等于 torch.func 对带梯度惩罚的 loss 求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        assert difference(run, step, 10) < 1e-4


def measure(run):
    if not run.steps:
        return {}
    step, weight = run.steps[0], run["critic"][0].weight
    expected, gradient = expected_gradients(run, step)["0.weight"], step.gradient(weight)
    off = round(100 * ((gradient - expected).norm() / expected.norm()).item())
    return {"percent_off": off, "steps": len(run.steps)}


def probe(run):
    """The gradients are those of the loss without the penalty."""
    return all(difference(run, step, 0) < 1e-5 for step in run.steps)
