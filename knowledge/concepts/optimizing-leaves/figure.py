import json

import torch
from torch import nn

torch.manual_seed(0)


def leaf():
    return torch.randn(3, requires_grad=True)


def retained(tensor):
    tensor.retain_grad()
    return tensor


candidates = {
    "torch.randn(3, requires_grad=True)": leaf(),
    "torch.randn(3, requires_grad=True) * 0.1": leaf() * 0.1,
    "(torch.randn(3) * 0.1).requires_grad_()": (torch.randn(3) * 0.1).requires_grad_(),
    "nn.Parameter(torch.randn(3) * 0.1)": nn.Parameter(torch.randn(3) * 0.1),
    "t = w * 0.1; t.retain_grad()": retained(leaf() * 0.1),
    "w[0]": leaf()[0],
    "w.double()": leaf().double(),
    "w.detach().double().requires_grad_()": leaf().detach().double().requires_grad_(),
    "layer(x)": nn.Linear(3, 3)(torch.ones(3)),
    "layer(x).detach().requires_grad_()": nn.Linear(3, 3)(torch.ones(3)).detach().requires_grad_(),
    "torch.randn(3)": torch.randn(3),
}

answers = {True: "yes", False: "no"}
rows = []
for label, tensor in candidates.items():
    accepted, moved = True, False
    before = tensor.detach().clone()
    try:
        optimizer = torch.optim.SGD([tensor], lr=0.1)
        (tensor * torch.ones(3, requires_grad=True)).sum().backward()
        optimizer.step()
        moved = not torch.equal(tensor, before)
    except ValueError:
        accepted = False
    rows.append([label, *(answers[value] for value in (tensor.is_leaf, tensor.requires_grad, accepted, moved))])
print(json.dumps({"table": {"columns": ["t", "is_leaf", "requires_grad", "SGD([t])", "step()"], "rows": rows}}))
