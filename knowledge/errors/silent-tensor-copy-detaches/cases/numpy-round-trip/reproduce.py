import numpy as np
import torch
from torch import nn

encoder, head = nn.Linear(4, 3), nn.Linear(3, 1)
optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
start = encoder.weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    hidden = np.tanh(encoder(x).detach().numpy())
    loss = ((head(torch.from_numpy(hidden)) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print("moved by", (encoder.weight - start).abs().max().item())
