"""Attention takes the batch for the sequence."""

import torch
from torch import nn


class Mixer(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, 3)
        self.out = nn.Linear(width, 1)

    def forward(self, x):  # (batch, tokens, width)
        mixed, _ = self.attention(x, x, x)
        return self.out(mixed)


torch.manual_seed(0)
inputs, targets = torch.randn(6, 9, 12), torch.randn(6, 9, 1)
model = Mixer()
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
