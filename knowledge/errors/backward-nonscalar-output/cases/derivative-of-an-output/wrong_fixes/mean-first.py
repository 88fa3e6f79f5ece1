import torch
from torch import nn

net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
t = torch.linspace(0, 1, 16).unsqueeze(1).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    u = net(t)
    du_dt = torch.autograd.grad(u.mean(), t, create_graph=True)[0]
    loss = ((du_dt + u) ** 2).mean() + ((u[0] - 1) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
