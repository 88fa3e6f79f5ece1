"""Both ranks train one network; its fine head comes in after two of four epochs. Each step uses the mean over the ranks."""

import torch
from torch.nn.functional import linear


def loss_of(values, x, refine):
    hidden = torch.tanh(linear(x, values["trunk.weight"], values["trunk.bias"]))
    output = linear(hidden, values["coarse.weight"], values["coarse.bias"])
    if refine:
        output = output + linear(hidden, values["fine.weight"], values["fine.bias"])
    return ((output - 1) ** 2).mean()


def compare(step, run, refine):
    used = {name: p for name, p in run["network"].named_parameters() if refine or "fine" not in name}
    values = {name: step.value(p) for name, p in used.items()}
    per_rank = [torch.func.grad(loss_of)(values, x, refine) for x in run["data"]]
    assert all(step.gradient(p) is not None for p in used.values()), "a parameter that is used has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in used.values()])
    expected = torch.cat([(sum(g[name] for g in per_rank) / len(per_rank)).flatten() for name in used])
    return ((found - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """In every rank, at each of the four steps, the gradients of what is in use equal the mean over both ranks of what torch.func.grad gives on each rank's data.
    每个 rank 的四步中，当时在用的参数的梯度都等于 torch.func.grad 在两个 rank 各自数据上的结果的平均。"""
    assert len(run.steps) == 4, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert compare(step, run, number >= 2) < 1e-4, f"step {number} is off by {compare(step, run, number >= 2):.2g}"


def check_the_fine_head_waits(run):
    """The fine head is the same at the third step as at the first, and has moved after the fourth.
    fine 在第三步时与第一步时相同，第四步之后有了变化。"""
    weight = run["network"].fine.weight
    assert len(run.steps) == 4, f"{len(run.steps)} steps were taken"
    assert torch.equal(run.steps[0].value(weight), run.steps[2].value(weight))
    assert not torch.equal(run.steps[2].value(weight), weight)


def measure(run):
    return {"steps": len(run.steps)}
