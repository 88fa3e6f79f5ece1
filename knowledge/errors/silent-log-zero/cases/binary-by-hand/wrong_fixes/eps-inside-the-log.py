import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1), nn.Sigmoid())
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
x = torch.randn(64, 8) * 100
y = torch.randint(0, 2, (64, 1)).float()
alpha, gamma = 0.25, 2.0

for step in range(30):
    p = model(x)
    positive = -alpha * (1 - p) ** gamma * torch.log(p + 1e-8)
    negative = -(1 - alpha) * p**gamma * torch.log(1 - p + 1e-8)
    loss = (y * positive + (1 - y) * negative).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("focal loss", loss.item())
