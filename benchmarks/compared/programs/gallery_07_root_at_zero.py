"""A square root at zero gives NaN gradients behind a finite loss."""

import torch
from torch import nn


class Distances(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(20, 6)

    def forward(self, x):
        points = self.project(x)
        return ((points.unsqueeze(1) - points.unsqueeze(0)) ** 2).sum(2).sqrt()


torch.manual_seed(0)
inputs, targets = torch.randn(10, 20), torch.rand(10, 10)
model = Distances()
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


def train(steps=60):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


if __name__ == "__main__":
    train()
