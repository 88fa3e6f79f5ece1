"""The critic is trained on the Wasserstein loss with a gradient penalty."""

import torch
from torch.func import grad


def critic_of(values, x):
    """The critic with its attention written out."""
    qkv = x @ values["qkv.weight"].T + values["qkv.bias"]
    query, key, value = qkv.unflatten(-1, (3, 2, 4)).permute(2, 0, 3, 1, 4)
    attended = (query @ key.transpose(-2, -1) / 2).softmax(-1) @ value
    return attended.transpose(1, 2).flatten(2).mean(dim=1) @ values["score.weight"].T + values["score.bias"]


def loss_of(values, real, fake, mixed):
    """Wasserstein loss with gradient penalty, written in torch.func."""
    gradient = grad(lambda points: critic_of(values, points).sum())(mixed)
    penalty = ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()
    return critic_of(values, fake).mean() - critic_of(values, real).mean() + 10 * penalty


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["critic"].named_parameters()}
    return grad(loss_of)(values, *[run[name].detach() for name in ("real", "fake", "mixed")])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the loss with the gradient penalty, attention written out.
    三步中的每一步，所有梯度都等于 torch.func 对带梯度惩罚的 loss 求得的梯度，其中注意力是展开写的。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["critic"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-4), name


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if run.steps:
        expected = expected_gradients(run, run.steps[0])["qkv.weight"]
        gradient = run.steps[0].gradient(run["critic"].get_parameter("qkv.weight"))
        values["percent_off"] = round(100 * ((gradient - expected).norm() / expected.norm()).item())
    return values
