import math

import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(8, 3), torch.randn(8, 1)
for step in range(3):
    optimizer.zero_grad()
    squared_error = ((model(x) - y) ** 2).mean()
    loss = torch.tensor(math.sqrt(squared_error.item()))
    loss.backward()
    optimizer.step()
print(loss.item())
