import torch
from torch import nn

encoder = nn.Linear(4, 2)
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1)
inputs = torch.randn(16, 4)
codes = torch.randint(-2, 3, (16, 2)).float()

for _ in range(3):
    optimizer.zero_grad()
    loss = (torch.round(encoder(inputs)) - codes).pow(2).mean()
    loss.backward()
    optimizer.step()
