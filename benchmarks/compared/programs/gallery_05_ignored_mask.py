"""The attention mask is never read."""

import torch
from torch import nn


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(50, 8, padding_idx=0)
        self.out = nn.Linear(8, 3)

    def forward(self, tokens, mask):
        return self.out(self.words(tokens).mean(1))


torch.manual_seed(0)
tokens = torch.randint(1, 50, (12, 7))
mask = torch.ones_like(tokens)
mask[::3, 4:] = 0
inputs = {"tokens": tokens * mask, "mask": mask}
targets = torch.randint(0, 3, (12,))
model = Reader()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


def train(steps=60):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(**inputs), targets)
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


if __name__ == "__main__":
    train()
