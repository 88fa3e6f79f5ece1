import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = 100 * torch.rand(64, 4)
y = x[:, :1] / 50 + torch.sin(x[:, 1:2] / 20)

x = (x - x.mean(dim=0)) / x.std(dim=0)
for step in range(500):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "predictions from", model(x).min().item(), "to", model(x).max().item())
