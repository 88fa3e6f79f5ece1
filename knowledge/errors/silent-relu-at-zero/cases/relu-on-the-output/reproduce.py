import torch
from torch import nn

model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 1), nn.ReLU())
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x = torch.rand(64, 5)
y = 0.5 + 2 * x[:, :1]  # counts: never negative

for step in range(300):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "predictions from", model(x).min().item(), "to", model(x).max().item())
