"""Both ranks train one network, one task a step: each step uses the mean over the ranks of the gradients on their own data."""

import torch
from torch.nn.functional import linear

TASKS = ["depth", "normal", "depth"]


def loss_of(values, x, task):
    hidden = torch.tanh(linear(x, values["trunk.weight"], values["trunk.bias"]))
    return ((linear(hidden, values[f"heads.{task}.weight"], values[f"heads.{task}.bias"]) - 1) ** 2).mean()


def compare(step, run, task):
    used = {name: p for name, p in run["network"].named_parameters() if "trunk" in name or task in name}
    values = {name: step.value(p) for name, p in used.items()}
    per_rank = [torch.func.grad(loss_of)(values, x, task) for x in run["data"]]
    assert all(step.gradient(p) is not None for p in used.values()), "a parameter that is used has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in used.values()])
    expected = torch.cat([(sum(g[name] for g in per_rank) / len(per_rank)).flatten() for name in used])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """In every rank, at each of the three steps, the gradients of the trunk and of the task's head equal the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 的三步中，trunk 和该任务的 head 的梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, (step, task) in enumerate(zip(run.steps, TASKS)):
        assert compare(step, run, task) < 1e-4, f"step {number} is off by {compare(step, run, task):.2g}"


def check_the_other_head_rests(run):
    """At each of the three steps the head of the other task has no gradient, or one of zeros.
    三步中的每一步，另一个任务的 head 没有梯度，或者梯度全为 0。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step, other in zip(run.steps, ["normal", "depth", "normal"]):
        gradient = step.gradient(run["network"].heads[other].weight)
        assert gradient is None or not gradient.any()


def check_the_weights_move(run):
    """In every rank the weights of trunk and heads differ from their values at the first step.
    每个 rank 中，trunk 和两个 head 的 weight 都与第一步时的值不同。"""
    weights = [run["network"].trunk.weight, *(head.weight for head in run["network"].heads.values())]
    assert all(not torch.equal(weight, run.steps[0].value(weight)) for weight in weights)


def measure(run):
    error = None if run.error is None else f"{type(run.error).__name__}: {str(run.error).split(',')[0].split('. ')[0]}"
    return {"error": error, "percent": round(100 * compare(run.steps[0], run, "depth")), "steps": len(run.steps)}
