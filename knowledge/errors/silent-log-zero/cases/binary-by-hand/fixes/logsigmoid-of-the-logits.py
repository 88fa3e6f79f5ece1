import torch
from torch import nn
from torch.nn import functional as F

model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
x = torch.randn(64, 8) * 100
y = torch.randint(0, 2, (64, 1)).float()
alpha, gamma = 0.25, 2.0

for step in range(30):
    z = model(x)
    p = torch.sigmoid(z)
    positive = -alpha * (1 - p) ** gamma * F.logsigmoid(z)
    negative = -(1 - alpha) * p**gamma * F.logsigmoid(-z)
    loss = (y * positive + (1 - y) * negative).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("focal loss", loss.item())
