import json

import torch
from torch import nn


def mark(value):
    return "yes" if value else "no"


NAMES = (
    "register_forward_pre_hook",
    "register_forward_hook",
    "register_full_backward_pre_hook",
    "register_full_backward_hook",
    "register_backward_hook",
)
rows = []
for name in NAMES:
    layer, calls = nn.Linear(3, 2), []
    getattr(layer, name)(lambda *arguments, calls=calls: calls.append(1) and None)
    output = layer(torch.ones(4, 3, requires_grad=True))
    in_call = len(calls)
    output.sum().backward()
    in_backward = len(calls) - in_call
    calls.clear()
    layer.forward(torch.ones(4, 3, requires_grad=True)).sum().backward()
    without_call = len(calls)
    rows.append([name, mark(in_call), mark(in_backward), mark(without_call), mark(output._is_view())])
columns = ["", "layer(x)", "loss.backward()", "layer.forward(x)", "layer(x)._is_view()"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
