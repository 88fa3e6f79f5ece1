import math

import torch
from torch.nn import functional as F

x, labels = torch.randn(32, 8), torch.randint(3, (32,))
weight = torch.randn(8, 3, requires_grad=True) / math.sqrt(8)
bias = torch.zeros(3, requires_grad=True)
start = weight.detach().clone()

loss = F.cross_entropy(x @ weight + bias, labels)
loss.backward()
with torch.no_grad():
    for parameter in (weight, bias):
        if parameter.grad is not None:
            parameter -= 0.5 * parameter.grad
print("moved by", (weight - start).abs().max().item())
