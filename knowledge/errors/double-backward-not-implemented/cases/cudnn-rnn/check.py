"""The critic, an LSTM, is trained on the Wasserstein loss with a gradient penalty."""

import torch
from torch.func import grad


def critic_of(values, x):
    """The critic with its LSTM written out."""
    hidden = cell = x.new_zeros(len(x), 16)
    for moment in x.unbind(dim=1):
        gates = moment @ values["lstm.weight_ih_l0"].T + values["lstm.bias_ih_l0"]
        gates = gates + hidden @ values["lstm.weight_hh_l0"].T + values["lstm.bias_hh_l0"]
        take, keep, new, give = gates.chunk(4, dim=1)
        cell = keep.sigmoid() * cell + take.sigmoid() * new.tanh()
        hidden = give.sigmoid() * cell.tanh()
    return hidden @ values["score.weight"].T + values["score.bias"]


def loss_of(values, real, fake, mixed):
    """Wasserstein loss with gradient penalty, written in torch.func."""
    gradient = grad(lambda points: critic_of(values, points).sum())(mixed)
    penalty = ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()
    return critic_of(values, fake).mean() - critic_of(values, real).mean() + 10 * penalty


def expected_gradients(run, step):
    values = {name: step.value(parameter) for name, parameter in run["critic"].named_parameters()}
    return grad(loss_of)(values, *[run[name].detach() for name in ("real", "fake", "mixed")])


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the loss with the gradient penalty, the LSTM written out.
    三步中的每一步，所有梯度都等于 torch.func 对带梯度惩罚的 loss 求得的梯度，其中 LSTM 是展开写的。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["critic"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-4), name
