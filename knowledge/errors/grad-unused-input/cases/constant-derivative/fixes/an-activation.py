import torch
from torch import nn

model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x = torch.linspace(0, 1, 20).unsqueeze(1).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    u = model(x)
    u_x = torch.autograd.grad(u.sum(), x, create_graph=True)[0]
    u_xx = torch.autograd.grad(u_x.sum(), x, create_graph=True)[0]
    equation = ((u_xx + 4 * u) ** 2).mean()
    boundary = u[0].pow(2).mean() + (u[-1] - 1).pow(2).mean()
    loss = equation + boundary
    loss.backward()
    optimizer.step()
    print(step, loss.item())
