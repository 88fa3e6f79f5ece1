"""Trained with each sample's gradient clipped to norm 1; the mean loss of each step is kept."""

import re

import torch
from torch.func import functional_call
from torch.nn.functional import cross_entropy


def loss_of(run, step, index):
    values = {name: step.value(p).requires_grad_() for name, p in run["model"].named_parameters()}
    return values, cross_entropy(functional_call(run["model"], values, (run["x"][index],)), run["y"][index])


def check_gradients(run):
    """At each of the five steps every gradient is the mean of the samples' gradients, each scaled to norm 1 where it is longer.
    五步中的每一步，每个梯度都等于各样本梯度的平均，其中范数超过 1 的先缩放到 1。"""
    assert len(run.steps) == 5
    for step in run.steps:
        total = {name: 0.0 for name, _ in run["model"].named_parameters()}
        for index in range(32):
            values, loss = loss_of(run, step, index)
            gradients = torch.autograd.grad(loss, list(values.values()))
            norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
            for name, gradient in zip(values, gradients):
                total[name] = total[name] + gradient * min(1.0, 1.0 / norm.item()) / 32
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), total[name], atol=1e-5), name


def check_history(run):
    """The history holds the mean loss of each step, computed anew from its parameters.
    history 里是每一步的平均 loss，与用该步参数重新计算的结果一致。"""
    for step, kept in zip(run.steps, run["history"], strict=True):
        expected = torch.stack([loss_of(run, step, index)[1] for index in range(32)]).mean()
        assert abs(float(kept) - expected.item()) < 1e-4


def measure(run):
    return {"error": re.split(r" \(see| or \(2\)| at \"", str(run.error))[0]}
