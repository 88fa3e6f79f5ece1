import numpy as np
import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3), torch.randn(16)
for step in range(3):
    optimizer.zero_grad()
    curve = model(x).squeeze(1)
    roughness = np.abs(np.diff(curve)).mean()
    loss = ((curve - y) ** 2).mean() + 0.5 * roughness
    loss.backward()
    optimizer.step()
print(loss.item())
