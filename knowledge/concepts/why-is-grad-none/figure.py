import copy
import json

import torch
from torch import nn

torch.manual_seed(0)
x, other = torch.rand(8, 3), torch.rand(1, requires_grad=True)


def no_grad(layer):
    with torch.no_grad():
        return layer(x)


CAUSES = {
    "layer(x)": lambda layer: layer(x),
    "layer.requires_grad_(False)": lambda layer: layer.requires_grad_(False)(x),
    "with torch.no_grad()": no_grad,
    "layer(x).detach()": lambda layer: layer(x).detach(),
    "layer(x).argmax()": lambda layer: layer(x).argmax(dim=1).float(),
    "copy.deepcopy(layer)(x)": lambda layer: copy.deepcopy(layer)(x),
    "relu(layer(x) - 100)": lambda layer: torch.relu(layer(x) - 100),
    "layer(x).round()": lambda layer: layer(x).round(),
    "layer(x)[:, :1].softmax(dim=1)": lambda layer: layer(x)[:, :1].softmax(dim=1),
    "w = layer.weight * 0.1": lambda layer: None,
    "zero_grad()": lambda layer: layer(x),
}


def mark(value):
    return "yes" if value else "no"


def show(gradient):
    return "None" if gradient is None else "0" if not gradient.any() else f"{gradient.abs().max():.2f}"


rows = []
for name, cause in CAUSES.items():
    layer = nn.Linear(3, 3)
    w = layer.weight
    output = cause(layer)
    if output is None:
        w = layer.weight * 0.1
        output = nn.functional.linear(x, w)
    loss = (output * other).mean()
    behind = torch.autograd.grad(loss, w, allow_unused=True, retain_graph=True)[0] if w.requires_grad else None
    loss.backward()
    if name == "zero_grad()":
        layer.zero_grad()
    grad = w.grad if w.is_leaf else None
    rows.append([name, mark(w.requires_grad), mark(w.is_leaf), mark(output.requires_grad), show(behind), show(grad)])
columns = ["", "w.requires_grad", "w.is_leaf", "output.requires_grad", "autograd.grad(loss, w)", "w.grad"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
