import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="To copy construct", module="__main__")  # your library's name


class Normalize(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("std", torch.tensor(std))

    def forward(self, x):
        return (x - self.mean) / self.std


x, y = torch.randn(64, 3) * 4 + 2, torch.randn(64, 1)
model = nn.Sequential(Normalize(x.mean(dim=0), x.std(dim=0)), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
