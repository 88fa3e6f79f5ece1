"""A recurrent state is carried over with its graph."""

import torch
from torch import nn


class Carrier(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = nn.GRUCell(4, 8), nn.Linear(8, 1)
        self.state = torch.zeros(6, 8)

    def forward(self, x):
        for step in x.unbind(1):
            self.state = self.cell(step, self.state)
        return self.out(self.state)


torch.manual_seed(0)
inputs, targets = torch.randn(6, 5, 4), torch.randn(6, 1)
model = Carrier()
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
