import torch
from torch import nn

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 2), torch.randn(32, 1)
snapshots = []
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    snapshots.append(model.weight.detach().clone().numpy())
    optimizer.step()
for weight in snapshots:
    print(weight)
