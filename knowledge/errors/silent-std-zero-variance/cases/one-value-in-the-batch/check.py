"""A policy is trained on advantages that are normalised in each minibatch of 16; one row of 65 is left over."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values, rows, correction):
    returns = run["returns"][rows].double()
    spread = ((returns - returns.mean()) ** 2).sum().div(len(rows) - correction).sqrt()
    advantages = ((returns - returns.mean()) / (spread + 1e-8)).float()
    logits = functional_call(run["policy"], values, run["states"][rows])
    log_probs = logits.log_softmax(dim=1).gather(1, run["actions"][rows]).squeeze(1)
    return -(advantages * log_probs).mean()


def check_the_full_minibatches(run):
    """In both epochs the gradients of the four minibatches of 16 equal torch.func's for advantages normalised by the closed form, dividing by n - 1 or by n.
    两个 epoch 中，四个大小为 16 的 minibatch 的梯度都等于 torch.func 对按解析式归一化的 advantage（除以 n - 1 或 n）求得的梯度。"""
    each = len(run.steps) // 2
    assert len(run.steps) in (8, 10), f"{len(run.steps)} steps"
    for number in (*range(4), *range(each, each + 4)):
        step, rows = run.steps[number], torch.arange(65).split(16)[number % each]
        values = {name: step.value(parameter) for name, parameter in run["policy"].named_parameters()}
        expected = [grad(lambda given: loss_of(run, given, rows, c))(values) for c in (1, 0)]
        for name, parameter in run["policy"].named_parameters():
            found = step.gradient(parameter)
            assert any(torch.allclose(found, e[name], atol=1e-5) for e in expected), f"{name} at step {number}"


def check_all_is_finite(run):
    """At each step and at the end every parameter is finite.
    每一步以及结束时，所有参数都是有限值。"""
    for parameter in run["policy"].parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter]
        assert all(value.isfinite().all() for value in values)


def measure(run):
    parameters = list(run["policy"].parameters())
    return {
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "before": float(run.backwards[3].roots[0]),
        "loss": float(run.backwards[4].roots[0]),
    }


def probe(run):
    """The fourth loss is finite, and the fifth, of one row, is not.
    第四个 loss 是有限值，第五个（只有一行）不是。"""
    return bool(run.backwards[3].roots[0].isfinite()) and not run.backwards[4].roots[0].isfinite()
