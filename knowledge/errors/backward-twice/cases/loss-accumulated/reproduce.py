import torch
from torch import nn
from torch.nn.functional import mse_loss

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches, targets = torch.randn(3, 16, 4), torch.randn(3, 16, 1)
total_loss = 0
for x, y in zip(batches, targets):
    total_loss += mse_loss(model(x), y)
    optimizer.zero_grad()
    total_loss.backward()
    optimizer.step()
print(total_loss.item() / len(batches))
