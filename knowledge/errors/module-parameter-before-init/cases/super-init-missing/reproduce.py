import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, width):
        self.first = nn.Linear(4, width)
        self.last = nn.Linear(width, 1)

    def forward(self, x):
        return self.last(torch.relu(self.first(x)))


model = Network(width=8)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
