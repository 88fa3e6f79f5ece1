import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Using backward\\(\\) with create_graph=True")

net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
start = torch.zeros(1, 1)
for step in range(5):
    optimizer.zero_grad()
    t = torch.rand(64, 1, requires_grad=True)
    u = net(t)
    u.sum().backward(create_graph=True)
    u_t = t.grad
    loss = (u_t + u).square().mean() + (net(start) - 1).square().mean()  # u' = -u, u(0) = 1
    loss.backward()
    optimizer.step()
    print(step, loss.item())
