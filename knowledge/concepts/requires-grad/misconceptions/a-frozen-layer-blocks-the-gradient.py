import torch
from torch import nn

torch.manual_seed(0)
first, frozen, last = nn.Linear(2, 3), nn.Linear(3, 3), nn.Linear(3, 1)
frozen.requires_grad_(False)
x = torch.ones(4, 2)

last(frozen(first(x))).sum().backward()
print("first.weight.grad :", first.weight.grad[:, 0].tolist())
print("frozen.weight.grad:", frozen.weight.grad)
assert frozen.weight.grad is None
slope = last.weight @ frozen.weight  # d(output) / d(first(x))
assert torch.allclose(first.weight.grad, slope.T @ x.sum(0, keepdim=True))

first.weight.grad = None
last(frozen(first(x)).detach()).sum().backward()
print("after detach()    :", first.weight.grad)
assert first.weight.grad is None
