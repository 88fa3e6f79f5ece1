import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).eval()
x = torch.rand(2, 4, requires_grad=True)
trained = torch.autograd.grad(model(x)[:, 1].sum(), x)[0]

model.requires_grad_(False)
frozen = torch.autograd.grad(model(x)[:, 1].sum(), x)[0]
print("the same gradient:", torch.equal(trained, frozen))
assert torch.equal(trained, frozen) and frozen.abs().sum() > 0

model(x)[:, 1].sum().backward()
print("input:", x.grad is not None, " weight:", model[0].weight.grad)
assert x.grad is not None and model[0].weight.grad is None
