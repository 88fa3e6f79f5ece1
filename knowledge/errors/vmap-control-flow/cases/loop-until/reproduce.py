import torch
from torch import nn
from torch.func import vmap

scale = nn.Parameter(torch.tensor(1.0))
optimizer = torch.optim.SGD([scale], lr=0.1)
x, y = torch.rand(32) + 1, torch.rand(32) + 1


def solve(start, rate):
    """Repeat until the value is small, and count how much was added up on the way."""
    value, total = start, torch.zeros(())
    while value > 0.1:
        total = total + value * rate
        value = value / 2
    return total


for step in range(4):
    loss = (vmap(solve, in_dims=(0, None))(x * torch.tensor([1.0, 4.0]).repeat(16), scale) - y).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item(), scale.item())
