import torch
from torch import nn


def train_epoch(model, optimizer, batches):
    total_loss = 0
    for x, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss * len(x)
    return total_loss / sum(len(x) for x, _ in batches)


model = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(8, 5), torch.randn(8, 1)) for _ in range(6)]
mean_loss = train_epoch(model, optimizer, batches)
print("loss", mean_loss)
