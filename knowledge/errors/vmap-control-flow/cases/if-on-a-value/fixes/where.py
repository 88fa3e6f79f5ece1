import torch
from torch import nn
from torch.func import vmap

net = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
x, y = torch.randn(64, 4), 3 * torch.randn(64, 1)


def sample_loss(sample, target):
    residual = (net(sample) - target).squeeze()
    return torch.where(residual.abs() < 1.0, 0.5 * residual**2, residual.abs() - 0.5)


for step in range(5):
    loss = vmap(sample_loss)(x, y).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
