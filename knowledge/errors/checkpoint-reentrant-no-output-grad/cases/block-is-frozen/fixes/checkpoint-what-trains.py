import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

encoder = nn.Sequential(nn.Linear(4, 16), nn.Tanh())
head = nn.Linear(16, 1)
optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.05)
dummy = torch.zeros(1, requires_grad=True)


def encode(x, dummy):
    return encoder(x)


x, y = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(6):
    encoder.requires_grad_(epoch < 3)
    optimizer.zero_grad()
    trains = any(p.requires_grad for p in encoder.parameters())
    features = checkpoint(encode, x, dummy, use_reentrant=True) if trains else encoder(x)
    loss = (head(features) - y).pow(2).mean()
    loss.backward()
    optimizer.step()
