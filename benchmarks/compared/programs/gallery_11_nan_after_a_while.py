"""`where` lets NaN gradients through after some steps."""

import torch
from torch import nn


class Noisy(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(20, 5)
        self.variance = nn.Parameter(torch.tensor(0.8))

    def forward(self, x):
        logits = self.out(x)
        if not self.training:
            return logits
        spread = torch.where(self.variance > 0, self.variance.sqrt(), torch.zeros(()))
        return logits + spread * torch.randn_like(logits)


torch.manual_seed(0)
inputs, targets = torch.randn(24, 20), torch.randint(0, 5, (24,))
model = Noisy()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)


def train(steps=60):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


if __name__ == "__main__":
    train()
