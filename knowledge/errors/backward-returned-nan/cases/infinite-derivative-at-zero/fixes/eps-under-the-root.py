import torch
from torch import nn

torch.autograd.set_detect_anomaly(True)
encoder = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3))
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1)
first, second = torch.randn(16, 5), torch.randn(16, 5)
same = torch.randint(2, (16,)).float()
second[3], same[3] = first[3], 1.0
for step in range(3):
    difference = encoder(first) - encoder(second)
    distance = (difference.pow(2).sum(dim=1) + 1e-12).sqrt()
    loss = (same * distance + (1 - same) * torch.relu(1 - distance)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
