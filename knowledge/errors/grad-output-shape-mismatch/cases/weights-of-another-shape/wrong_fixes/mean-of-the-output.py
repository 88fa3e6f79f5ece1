import torch
from torch import nn

network = nn.Sequential(nn.Linear(2, 20), nn.Tanh(), nn.Linear(20, 1))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
points = torch.rand(64, 2, requires_grad=True)
start = torch.cat([torch.rand(32, 1), torch.zeros(32, 1)], dim=1)
for step in range(3):
    u = network(points)
    gradient = torch.autograd.grad(u.mean(), points, create_graph=True)[0]
    u_x, u_t = gradient[:, :1], gradient[:, 1:]
    residual = u_t + 2 * u_x
    loss = residual.pow(2).mean() + (network(start) - torch.sin(start[:, :1])).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
