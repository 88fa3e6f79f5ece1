"""Both ranks train one encoder for queries and passages: each step uses the mean over the ranks of the gradients on their own data."""

import torch
from torch.nn.functional import cross_entropy, linear


def encode(values, x):
    hidden = linear(x, values["embed.weight"], values["embed.bias"])
    for block in ("blocks.0.0", "blocks.1.0"):
        hidden = torch.tanh(linear(hidden, values[f"{block}.weight"], values[f"{block}.bias"]))
    return hidden


def loss_of(values, query, passage):
    return cross_entropy(encode(values, query) @ encode(values, passage).T, torch.arange(len(query)))


def off(step, run):
    parameters = dict(run["network"].named_parameters())
    values = {name: step.value(p) for name, p in parameters.items()}
    per_rank = [torch.func.grad(loss_of)(values, query, passage) for query, passage in run["data"]]
    assert all(step.gradient(p) is not None for p in parameters.values()), "a parameter has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in parameters.values()])
    wanted = torch.cat([(sum(g[name] for g in per_rank) / len(per_rank)).flatten() for name in parameters])
    return ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """In every rank, at each of the three steps, every gradient equals the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 的三步中，每个梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-4, f"step {number} is off by {off(step, run):.2g}"


def measure(run):
    percent = None if run.error or not run.steps else round(100 * off(run.steps[0], run))
    return {"percent": percent, "steps": len(run.steps), "error": str(run.error).split(". ")[0] if run.error else None}
