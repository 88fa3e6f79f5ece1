"""Both ranks train backbone and head: each step uses the mean over the ranks of the gradients on their own data."""

import torch
from torch.nn.functional import linear


def loss_of(values, x, y):
    features = torch.tanh(linear(x, values["backbone.weight"], values["backbone.bias"]))
    return ((linear(features, values["head.weight"], values["head.bias"]) - y) ** 2).mean()


def compare(step, run):
    used = {name: p for name, p in run["network"].named_parameters() if not name.startswith("auxiliary")}
    values = {name: step.value(p) for name, p in used.items()}
    per_rank = [torch.func.grad(loss_of)(values, x, y) for x, y in zip(run["data"], run["targets"])]
    assert all(step.gradient(p) is not None for p in used.values()), "a parameter that is used has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in used.values()])
    expected = torch.cat([(sum(g[name] for g in per_rank) / len(per_rank)).flatten() for name in used])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """In every rank, at each of the four steps, the gradients of `backbone` and `head` equal the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 的四步中，`backbone` 和 `head` 的梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert compare(step, run) < 1e-4, f"step {number} is off by {compare(step, run):.2g}"


def check_the_weights_move(run):
    """In every rank the weights of `backbone` and `head` differ from their values at the first step.
    每个 rank 中，`backbone` 和 `head` 的 weight 都与第一步时的值不同。"""
    weights = [run["network"].backbone.weight, run["network"].head.weight]
    assert all(not torch.equal(weight, run.steps[0].value(weight)) for weight in weights)


def measure(run):
    error = None if run.error is None else f"{type(run.error).__name__}: {str(run.error).split('. ')[0]}"
    return {"error": error, "percent": round(100 * compare(run.steps[0], run)), "steps": len(run.steps)}
