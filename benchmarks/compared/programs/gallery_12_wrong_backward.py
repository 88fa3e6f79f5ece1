"""A custom Function has a wrong backward."""

import torch
from torch import nn


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 3 * x * grad_output  # should be 3 * x**2


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.outer = nn.Linear(20, 16), nn.Linear(16, 5)

    def forward(self, x):
        return self.outer(Cube.apply(self.inner(x)))


torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randint(0, 5, (24,))
model = Net()
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
