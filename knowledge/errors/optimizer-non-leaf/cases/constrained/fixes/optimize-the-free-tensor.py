import torch
from torch import nn

x = 0.1 * torch.randn(64)
raw = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([raw], lr=0.3)
for step in range(100):
    optimizer.zero_grad()
    scale = nn.functional.softplus(raw)
    loss = (scale.log() + x**2 / (2 * scale**2)).mean()
    loss.backward()
    optimizer.step()
print(nn.functional.softplus(raw), x.std())
