import torch
from torch import nn

torch.manual_seed(0)
first, middle, last = nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 1)
x = torch.randn(8, 3)

with torch.no_grad():
    hidden = middle(first(x))
last(hidden).square().mean().backward()
print("no_grad() around middle:    first.weight.grad", first.weight.grad)
assert first.weight.grad is None and middle.weight.grad is None

middle.requires_grad_(False)
last(middle(first(x))).square().mean().backward()
print("middle.requires_grad_(False): first.weight.grad of norm", round(first.weight.grad.norm().item(), 4))
assert first.weight.grad.norm() > 0 and middle.weight.grad is None
