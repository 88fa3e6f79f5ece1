import torch
from torch import nn


def rotation(v):
    x, y, z = v.unbind(dim=1)
    zero = torch.zeros_like(x)
    return torch.linalg.matrix_exp(torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], dim=1).view(-1, 3, 3))


model = nn.Linear(3, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
x = torch.randn(64, 3)
target = rotation(x @ (0.3 * torch.randn(3, 3)))

for step in range(100):
    found = rotation(model(x))
    trace = (found * target).sum(dim=(1, 2))
    angle = torch.acos((trace - 1) / 2)
    loss = (angle**2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("mean squared angle", loss.item())
