"""A causal language model of two blocks, trained on sequences that are padded on the left."""

import torch
from torch.nn.functional import cross_entropy, linear


def logits_of(values, tokens):
    """One sequence, without padding."""
    x = values["0.weight"][tokens]
    future = torch.ones(len(tokens), len(tokens), dtype=torch.bool).triu(diagonal=1)
    for number in (0, 1):
        name = f"1.{number}."
        q, k, v = linear(x, values[name + "qkv.weight"], values[name + "qkv.bias"]).chunk(3, dim=1)
        weights = (q @ k.T / 8**0.5).masked_fill(future, float("-inf")).softmax(1)
        x = x + linear(weights @ v, values[name + "out.weight"], values[name + "out.bias"])
    return linear(x, values["2.weight"], values["2.bias"])


def loss_of(values, run):
    sequences = [tokens[kept] for tokens, kept in zip(run["tokens"], run["is_token"], strict=True)]
    logits = torch.cat([logits_of(values, tokens)[:-1] for tokens in sequences])
    return cross_entropy(logits, torch.cat([tokens[1:] for tokens in sequences]))


def check_gradients(run):
    """At each of the 20 steps every gradient equals torch.func.grad's for the sequences one by one, without padding.
    20 步中的每一步，所有梯度都等于不做 padding、逐条序列计算时 torch.func.grad 的结果。"""
    assert len(run.steps) == 20
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = torch.func.grad(loss_of)(values, run)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-4), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "rows": int((~run["is_token"]).sum()),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
    }


def probe(run):
    """The first loss is NaN."""
    return bool(run.backwards[0].roots[0].isnan())
