import torch
from torch import nn

model = nn.Linear(3, 1)
anchor = torch.tensor(model.weight)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    penalty = ((model.weight - anchor) ** 2).sum()
    loss = ((model(x) - y) ** 2).mean() + penalty
    loss.backward()
    optimizer.step()
print(loss.item(), penalty.item())
