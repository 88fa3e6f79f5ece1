import torch
from torch import nn

model = nn.Linear(2, 1)
updated = model.weight - 0.1 * torch.ones_like(model.weight)

try:
    model.weight = updated
except TypeError as error:
    print(str(error)[:80])
    refused = True
assert refused

model.weight = nn.Parameter(updated)
model(torch.ones(1, 2)).sum().backward()
print("a new leaf:", model.weight.is_leaf, " the way back is gone:", model.weight.grad_fn)
assert model.weight.is_leaf and model.weight.grad_fn is None
