import contextlib
import json

import torch
from torch import nn

BOTH = "requires_grad_(False), eval()"
WAYS = ["", "requires_grad_(False)", "eval()", BOTH, "no_grad()", "detach()", "not in optimizer", "lr=0"]


def mark(value):
    return "yes" if value else "no"


def observe(way):
    """Train first, middle and last for two steps, the middle one frozen in this way."""
    torch.manual_seed(0)
    first, last = nn.Linear(3, 4), nn.Linear(4, 1)
    middle = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))
    if "requires_grad_" in way:
        middle.requires_grad_(False)
    if "eval" in way:
        middle.eval()
    groups = [{"params": [*first.parameters(), *last.parameters()]}]
    if way != "not in optimizer":
        groups.append({"params": middle.parameters(), "lr": 0.0 if way == "lr=0" else 0.1})
    optimizer = torch.optim.SGD(groups, lr=0.1)
    before = [t.clone() for t in (middle[0].weight, middle[1].running_mean, first.weight)]
    for _ in range(2):
        optimizer.zero_grad()
        with torch.no_grad() if way == "no_grad()" else contextlib.nullcontext():
            hidden = middle(first(torch.randn(8, 3)))
        hidden = hidden.detach() if way == "detach()" else hidden
        last(hidden).square().mean().backward()
        optimizer.step()
    after = (middle[0].weight, middle[1].running_mean, first.weight)
    moved = [mark(not torch.equal(*pair)) for pair in zip(before, after)]
    return [way, moved[0], moved[1], mark(middle[0].weight.grad is not None), moved[2]]


columns = ["middle", "middle.weight", "running_mean", "middle.weight.grad", "first.weight"]
print(json.dumps({"table": {"columns": columns, "rows": [observe(way) for way in WAYS]}}))
