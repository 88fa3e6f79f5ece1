"""A running loss keeps every graph."""

import torch
from torch import nn

torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randint(0, 5, (24,))
model = nn.Sequential(nn.Linear(20, 48), nn.ReLU(), nn.Linear(48, 5))
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


def train(steps=60):
    total = 0
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss
    print(total.item() / steps)


if __name__ == "__main__":
    train()
