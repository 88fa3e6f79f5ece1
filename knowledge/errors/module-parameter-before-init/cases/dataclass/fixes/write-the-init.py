import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, first, last):
        super().__init__()
        self.first = first
        self.last = last

    def forward(self, x):
        return self.last(torch.relu(self.first(x)))


model = Network(nn.Linear(4, 8), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
