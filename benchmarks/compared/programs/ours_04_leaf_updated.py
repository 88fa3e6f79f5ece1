"""A parameter is updated in place by hand."""

import torch
from torch import nn


class Slope(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(20, 1))

    def forward(self, x):
        return x @ self.weight


torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randn(24, 1)
model = Slope()
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(steps=60):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad
    print("loss", loss.item())


if __name__ == "__main__":
    train()
