import json

import torch
from torch import nn
from torch.autograd import grad

torch.manual_seed(0)
x = torch.randn(16, 3, requires_grad=True)
activations = {"nn.Linear": nn.Identity(), "nn.ReLU": nn.ReLU(), "nn.Tanh": nn.Tanh(), "nn.Softplus": nn.Softplus()}


def mark(value):
    return "yes" if value else "no"


rows = []
for name, activation in activations.items():
    network = nn.Sequential(nn.Linear(3, 8), activation, nn.Linear(8, 1))
    without = grad(network(x).sum(), x)[0]
    gradient = grad(network(x).sum(), x, create_graph=True)[0]
    second = grad(gradient.sum(), x, retain_graph=True, materialize_grads=True)[0]
    ((gradient.norm(dim=1) - 1) ** 2).mean().backward()
    moves = bool(network[0].weight.grad.any())
    rows.append([name, mark(without.requires_grad), mark(gradient.requires_grad), mark(second.any()), mark(moves)])
columns = ["", "grad(u, x) grad_fn", "create_graph=True: grad_fn", "d²u/dx² ≠ 0", "(|du/dx| - 1)²: weight.grad ≠ 0"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
