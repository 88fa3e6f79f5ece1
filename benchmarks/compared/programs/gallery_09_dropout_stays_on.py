"""Dropout stays on in eval mode."""

import torch
from torch import nn
from torch.nn import functional as F


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = nn.Linear(20, 48), nn.Linear(48, 5)

    def forward(self, x):
        return self.out(F.dropout(torch.relu(self.hidden(x)), p=0.3))


torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randint(0, 5, (24,))
model = Scorer()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


def train(steps=60):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
    model.eval()
    print((model(inputs).argmax(1) == targets).float().mean().item())


if __name__ == "__main__":
    train()
