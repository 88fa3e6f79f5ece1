"""One row of an embedding is optimized; the other rows stay."""

import torch
from torch.nn.functional import one_hot


def row_of(run, moment):
    """What was optimized: the row as a tensor of its own, or the row of the whole weight."""
    weight = run["embedding"].weight
    if moment.gradient(weight) is not None:
        return moment.value(weight)[3], moment.gradient(weight)[3]
    token = next(t for t in moment.tensors.values() if t.shape == (8,) and moment.gradient(t) is not None)
    return moment.value(token), moment.gradient(token)


def check_gradients(run):
    """At each of the twenty steps the row's gradient equals the closed form of the cross entropy.
    二十步中的每一步，这一行的梯度都等于交叉熵的解析解。"""
    weight, bias = run["decoder"].weight.detach(), run["decoder"].bias.detach()
    assert len(run.steps) == 20, f"{len(run.steps)} steps"
    for step in run.steps:
        value, gradient = row_of(run, step)
        residual = (weight @ value + bias).softmax(0) - one_hot(run["target"], 4)
        assert torch.allclose(gradient, residual @ weight, atol=1e-5)


def check_the_loss_falls(run):
    """The last loss is less than half of the first.
    最后的 loss 不到最初的一半。"""
    assert run.backwards[-1].roots[0] < run.backwards[0].roots[0] / 2


def check_one_row_changes(run):
    """The optimized row starts as row 3 of the embedding; in the end that row has changed, and no other row has.
    被优化的行从 embedding 的第 3 行出发；最后只有这一行变了，其余各行都没有变化。"""
    torch.manual_seed(0)
    start, now = torch.nn.Embedding(10, 8).weight.detach(), run["embedding"].weight.detach()
    assert torch.equal(row_of(run, run.steps[0])[0], start[3])
    changed = (start != now).any(1)
    assert changed.tolist() == [row == 3 for row in range(10)]


def measure(run):
    return {"error": str(run.error).split(" (")[0] if run.error else None, "steps": len(run.steps)}
