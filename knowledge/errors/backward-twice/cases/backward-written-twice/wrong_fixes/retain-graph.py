import torch
from torch import nn
from torch.nn.functional import mse_loss


def training_step(model, x, y):
    loss = mse_loss(model(x), y)
    loss.backward(retain_graph=True)
    return loss


model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches, targets = torch.randn(3, 16, 4), torch.randn(3, 16, 1)
for x, y in zip(batches, targets):
    optimizer.zero_grad()
    loss = training_step(model, x, y)
    loss.backward()
    optimizer.step()
    print(loss.item())
