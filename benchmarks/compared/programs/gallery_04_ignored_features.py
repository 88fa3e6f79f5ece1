"""Half of the features are never read."""

import torch
from torch import nn


class Matcher(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(10, 6)
        self.document = nn.Linear(10, 6)

    def forward(self, x):
        query, document = x[:, :10], x[:, 10:]
        return (self.query(query) * self.document(query)).sum(1)


torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randn(24)
model = Matcher()
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
