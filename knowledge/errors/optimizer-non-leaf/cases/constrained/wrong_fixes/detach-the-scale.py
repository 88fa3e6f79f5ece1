import torch
from torch import nn

x = 0.1 * torch.randn(64)
raw = torch.zeros(1, requires_grad=True)
scale = nn.functional.softplus(raw).detach().requires_grad_()
optimizer = torch.optim.SGD([scale], lr=0.3)
for step in range(100):
    optimizer.zero_grad()
    loss = (scale.log() + x**2 / (2 * scale**2)).mean()
    loss.backward()
    optimizer.step()
print(nn.functional.softplus(raw), x.std())
