import torch
from torch import nn
from torch.func import grad, vmap

net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
start = torch.zeros(1, 1)
for step in range(5):
    t = torch.rand(64, 1)
    u = net(t)
    u_t = vmap(grad(lambda point: net(point).squeeze()))(t)
    loss = (u_t + u).square().mean() + (net(start) - 1).square().mean()  # u' = -u, u(0) = 1
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
