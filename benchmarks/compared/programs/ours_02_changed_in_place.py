"""A saved tensor is changed in place."""

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate, self.out = nn.Linear(20, 20), nn.Linear(20, 5)

    def forward(self, x):
        gated = torch.sigmoid(self.gate(x))
        gated *= x
        return self.out(gated)


torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randint(0, 5, (24,))
model = Block()
loss_fn = nn.CrossEntropyLoss()
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
