import torch
from torch import nn
from torch.func import vmap

first, second = nn.Linear(4, 16), nn.Linear(16, 1)
optimizer = torch.optim.SGD([*first.parameters(), *second.parameters()], lr=0.05)
x, y = torch.randn(64, 4), torch.randn(64, 1)


def leaky_relu(hidden, slope=0.2):
    return torch.where(hidden <= 0, slope * hidden, hidden)


def sample_loss(sample, target):
    return (second(leaky_relu(first(sample))) - target).square().sum()


for step in range(4):
    loss = vmap(sample_loss)(x, y).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
