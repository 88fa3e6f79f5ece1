import torch
from torch import nn


class PerHeadScale(nn.Module):
    def __init__(self, heads, size):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(size).expand(heads, size).clone())

    def forward(self, x):
        return x * self.scale


model = nn.Sequential(PerHeadScale(4, 8), nn.Flatten(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 4, 8), torch.randn(64, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
