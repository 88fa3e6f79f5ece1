"""A classifier attends to the tokens of each sequence and not to its padding."""

import torch
from torch.nn.functional import cross_entropy, linear


def scores_of(values, tokens):
    """One sequence, without padding."""
    h = values["embedding.weight"][tokens]
    projected = linear(h, values["attention.in_proj_weight"], values["attention.in_proj_bias"])
    q, k, v = (part.view(len(tokens), 2, 4).transpose(0, 1) for part in projected.chunk(3, dim=1))
    heads = (q @ k.transpose(1, 2) / 2).softmax(2) @ v
    mixed = linear(
        heads.transpose(0, 1).reshape(len(tokens), 8),
        values["attention.out_proj.weight"],
        values["attention.out_proj.bias"],
    )
    return linear(mixed.mean(0), values["head.weight"], values["head.bias"])


def loss_of(values, run):
    sequences = zip(run["tokens"], map(int, run["lengths"]), strict=True)
    return cross_entropy(torch.stack([scores_of(values, tokens[:length]) for tokens, length in sequences]), run["y"])


def check_gradients(run):
    """At each of the 20 steps every gradient equals torch.func.grad's for the sequences one by one, without padding.
    20 步中的每一步，所有梯度都等于不做 padding、逐条序列计算时 torch.func.grad 的结果。"""
    assert len(run.steps) == 20
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = torch.func.grad(loss_of)(values, run)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def average_weight_on_padding(run):
    """For sequences with padding, the part of the attention that goes to it."""
    weights = []
    handle = run["model"].attention.register_forward_pre_hook(
        lambda module, args, kwargs: (args, {**kwargs, "need_weights": True}), with_kwargs=True
    )
    other = run["model"].attention.register_forward_hook(lambda module, args, output: weights.append(output[1]))
    with torch.no_grad():
        run["model"](run["tokens"], run["mask"])
    handle.remove()
    other.remove()
    padded = run["lengths"] < 6
    return float((weights[0].nan_to_num() * ~run["mask"].unsqueeze(1)).sum(2)[padded].mean())


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "full": int((run["lengths"] == 6).sum()),
        "samples": len(run["lengths"]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "padding": round(100 * average_weight_on_padding(run)),
        "loss": float(run["loss"]),
    }


def probe(run):
    """The first loss is NaN."""
    return bool(run.backwards[0].roots[0].isnan())
