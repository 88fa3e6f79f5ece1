"""A column meets a row in the loss."""

import torch
from torch import nn

torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randn(24)
model = nn.Sequential(nn.Linear(20, 48), nn.ReLU(), nn.Linear(48, 1))
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
