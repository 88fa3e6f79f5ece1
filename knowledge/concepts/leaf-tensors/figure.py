import json
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")

w = torch.ones(2, requires_grad=True)
TENSORS = {
    "w": w,
    "nn.Parameter(t)": nn.Parameter(torch.ones(2)),
    "t": torch.ones(2),
    "w.detach()": w.detach(),
    "w * t": w * torch.ones(2),
    "w * 0.1": w * 0.1,
    "w[:1]": w[:1],
    "w.reshape(2)": w.reshape(2),
    "w.double()": w.double(),
    "w.to('cpu')": w.to("cpu"),
    "(t * 0.1).requires_grad_()": (torch.ones(2) * 0.1).requires_grad_(),
}


def mark(value):
    return "yes" if value else "no"


rows = []
for text, tensor in TENSORS.items():
    w.grad = None
    loss = (tensor * torch.ones(1, requires_grad=True)).sum()
    loss.backward(retain_graph=True)
    node = "None" if tensor.grad_fn is None else type(tensor.grad_fn).__name__
    rows.append([text, node, mark(tensor.is_leaf), mark(tensor.requires_grad), mark(tensor.grad is not None)])
columns = ["t = ones(2); w = ones(2, requires_grad=True)", "grad_fn", "is_leaf", "requires_grad", ".grad"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
