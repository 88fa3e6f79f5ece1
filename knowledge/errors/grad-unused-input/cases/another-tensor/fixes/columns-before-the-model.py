import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
points = torch.rand(64, 2, requires_grad=True)
start = torch.stack([torch.linspace(0, 1, 16), torch.zeros(16)], dim=1)
for step in range(3):
    optimizer.zero_grad()
    x, t = points[:, 0:1], points[:, 1:2]
    u = model(torch.cat([x, t], dim=1))
    u_t = torch.autograd.grad(u.sum(), t, create_graph=True)[0]
    u_x = torch.autograd.grad(u.sum(), x, create_graph=True)[0]
    equation = ((u_t + u_x) ** 2).mean()
    initial = ((model(start) - torch.sin(3 * start[:, 0:1])) ** 2).mean()
    loss = equation + initial
    loss.backward()
    optimizer.step()
    print(step, equation.item(), initial.item())
