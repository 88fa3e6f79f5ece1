import torch
from torch import nn

first, second = nn.Linear(8, 16), nn.Linear(16, 1)
optimizer = torch.optim.SGD([*first.parameters(), *second.parameters()], lr=0.05)
x, y = torch.randn(64, 8), torch.randn(64, 1)
hidden = torch.empty(64, 16)  # used again in each step, to save memory
for step in range(4):
    with torch.no_grad():
        torch.addmm(first.bias, x, first.weight.T, out=hidden)
    loss = nn.functional.mse_loss(second(hidden.relu()), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
