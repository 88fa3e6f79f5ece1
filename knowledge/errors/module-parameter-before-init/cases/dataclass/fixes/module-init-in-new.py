from dataclasses import dataclass

import torch
from torch import nn


@dataclass(eq=False)
class Network(nn.Module):
    first: nn.Module
    last: nn.Module

    def __new__(cls, *args, **kwargs):
        module = super().__new__(cls)
        nn.Module.__init__(module)
        return module

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
