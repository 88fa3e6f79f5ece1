import math

import torch
from torch import nn

model = nn.Linear(3, 2)
log_std = nn.Parameter(torch.zeros(2))
optimizer = torch.optim.SGD([*model.parameters(), log_std], lr=0.1)
x, y = torch.randn(16, 3), torch.randn(16, 2)
for step in range(3):
    optimizer.zero_grad()
    std = math.exp(log_std.mean())
    loss = (((model(x) - y) / std) ** 2 / 2 + log_std).mean()
    loss.backward()
    optimizer.step()
print(loss.item(), std)
