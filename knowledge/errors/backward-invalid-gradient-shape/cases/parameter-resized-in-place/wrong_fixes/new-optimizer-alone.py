import torch
from torch import nn


def prune(first, second, keep):
    first.weight.data = first.weight.data[keep]
    first.bias.data = first.bias.data[keep]
    second.weight.data = second.weight.data[:, keep]


model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for step in range(4):
    if step == 2:
        keep = model[0].weight.norm(dim=1).topk(4).indices
        prune(model[0], model[2], keep)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
