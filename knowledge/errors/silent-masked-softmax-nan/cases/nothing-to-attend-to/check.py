"""Each node attends to its neighbours; a node without neighbours is predicted from itself alone."""

import torch
from torch.nn.functional import linear


def prediction(values, node, neighbours):
    mixed = torch.zeros(8)
    if len(neighbours):
        query, key, value = values["attention.in_proj_weight"].chunk(3)
        q, k, v = (query @ node).view(2, 4), (neighbours @ key.T).view(-1, 2, 4), (neighbours @ value.T).view(-1, 2, 4)
        weights = ((k * q).sum(2) / 2).softmax(0)
        mixed = values["attention.out_proj.weight"] @ (weights.unsqueeze(2) * v).sum(0).flatten()
    return linear(node + mixed, values["head.weight"], values["head.bias"])


def loss_of(values, run):
    """Node by node, without padding."""
    rows = zip(run["nodes"], run["neighbours"], map(int, run["counts"]), run["y"], strict=True)
    errors = [prediction(values, node, neighbours[:count]) - y for node, neighbours, count, y in rows]
    return torch.cat(errors).square().mean()


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def check_gradients(run):
    """At each of the 20 steps every gradient equals torch.func.grad's for the nodes one by one, without padding.
    20 步中的每一步，所有梯度都等于不做 padding、逐个节点计算时 torch.func.grad 的结果。"""
    assert len(run.steps) == 20
    for number, step in enumerate(run.steps):
        expected = torch.func.grad(loss_of)(values_at(run, step), run)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    with torch.no_grad():
        before, after = (
            run["model"](run["nodes"], run["neighbours"].masked_fill(run["padding"].unsqueeze(2), filler), run["padding"])
            for filler in (0.0, 5.0)
        )
    return {
        "empty": int((run["counts"] == 0).sum()),
        "samples": len(run["counts"]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "change": float((after - before).abs().max()),
    }


def probe(run):
    """The first loss is NaN."""
    return bool(run.backwards[0].roots[0].isnan())
