import torch
from torch import nn
from torch.utils.checkpoint import checkpoint_sequential

model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 8), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 6), torch.randn(16, 1)
start = [parameter.detach().clone() for parameter in model.parameters()]
for step in range(5):
    optimizer.zero_grad()
    prediction = checkpoint_sequential(model, 3, x, use_reentrant=True)
    loss = ((prediction - y) ** 2).mean()
    loss.backward()
    optimizer.step()
moved = [not torch.equal(before, now) for before, now in zip(start, model.parameters())]
print(sum(moved), "of", len(moved), "parameters moved")
