import torch
from torch import nn


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(3).double())
        self.linear = nn.Linear(3, 1, dtype=torch.float64)

    def forward(self, x):
        return self.linear(x * self.gain)


model = Gated()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3, dtype=torch.float64), torch.randn(16, 1, dtype=torch.float64)
for step in range(5):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item(), model.gain.tolist())
