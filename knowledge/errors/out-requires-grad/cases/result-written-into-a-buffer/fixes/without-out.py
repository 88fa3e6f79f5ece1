import torch
from torch import nn

first, second = nn.Linear(8, 16), nn.Linear(16, 1)
optimizer = torch.optim.SGD([*first.parameters(), *second.parameters()], lr=0.05)
x, y = torch.randn(64, 8), torch.randn(64, 1)
for step in range(4):
    hidden = torch.addmm(first.bias, x, first.weight.T)
    loss = nn.functional.mse_loss(second(hidden.relu()), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
