import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")

# .double() stands for .cuda() and .to(device) here: each returns another tensor, by an operation.
created = torch.ones(2, requires_grad=True)
converted = created.double()
(converted * 3).sum().backward()
print("converted: is_leaf", converted.is_leaf, " grad", converted.grad, " created.grad", created.grad.tolist())
assert not converted.is_leaf and converted.grad is None
assert created.grad.tolist() == [3.0, 3.0]

first_converted = torch.ones(2).double().requires_grad_()
(first_converted * 3).sum().backward()
print("converted first: is_leaf", first_converted.is_leaf, " grad", first_converted.grad.tolist())
assert first_converted.is_leaf and first_converted.grad.tolist() == [3.0, 3.0]

layer = nn.Linear(2, 1)
weight = layer.weight
layer.double()
print("nn.Module.double(): the same parameter", layer.weight is weight, " is_leaf", weight.is_leaf)
assert layer.weight is weight and weight.is_leaf and weight.dtype == torch.float64
