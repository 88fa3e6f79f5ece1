import torch
from torch import nn
from torch.nn.functional import mse_loss


class TwoBranches(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.shortcut = nn.Linear(size, size)
        self.branch = nn.Sequential(nn.ReLU(inplace=True), nn.Linear(size, size))

    def forward(self, x):
        shortcut = self.shortcut(x)
        return shortcut + self.branch(x)


model = nn.Sequential(nn.Linear(4, 8), TwoBranches(8), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
