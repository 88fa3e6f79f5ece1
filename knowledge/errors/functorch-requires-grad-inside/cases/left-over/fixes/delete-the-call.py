import torch
from torch import nn
from torch.func import grad, vmap

net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)


def u(x):
    return net(x).squeeze()


points = torch.rand(64, 1)
start = torch.zeros(1)
for step in range(3):
    optimizer.zero_grad()
    slope = vmap(grad(u))(points)
    residual = slope + net(points)
    loss = residual.pow(2).mean() + (net(start) - 1).pow(2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
