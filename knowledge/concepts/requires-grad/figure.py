import json

import torch
from torch import nn

CHANGES = {
    "": lambda x, middle: None,
    "x.requires_grad_()": lambda x, middle: x.requires_grad_(),
    "middle.requires_grad_(False)": lambda x, middle: middle.requires_grad_(False),
    "middle.requires_grad = False": lambda x, middle: setattr(middle, "requires_grad", False),
    "middle.eval()": lambda x, middle: middle.eval(),
}


def under_no_grad(hidden, middle):
    with torch.no_grad():
        return middle(hidden)


CUTS = {
    "middle(h.detach())": lambda h, middle: middle(h.detach()),
    "middle(h).detach()": lambda h, middle: middle(h).detach(),
    "no_grad: middle(h)": under_no_grad,
}

rows = []
for text in (*CHANGES, *CUTS):
    torch.manual_seed(0)
    x, first, middle, last = torch.randn(4, 2), nn.Linear(2, 3), nn.Linear(3, 3), nn.Linear(3, 1)
    CHANGES.get(text, CHANGES[""])(x, middle)
    hidden = first(x)
    hidden = CUTS[text](hidden, middle) if text in CUTS else middle(hidden)
    (last(hidden) ** 2).sum().backward()
    tensors = (x, first.weight, middle.weight, last.weight)
    rows.append([text, *("no" if tensor.grad is None else "yes" for tensor in tensors)])
columns = ["h = first(x); last(middle(h))", "x.grad", "first.weight.grad", "middle.weight.grad", "last.weight.grad"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
