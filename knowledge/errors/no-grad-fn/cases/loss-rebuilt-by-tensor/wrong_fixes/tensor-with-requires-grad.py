import torch
from torch import nn

model = nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, targets = torch.randn(8, 3), torch.randn(2, 8)
for step in range(3):
    optimizer.zero_grad()
    losses = []
    for task in range(2):
        output = model(x)[:, task]
        losses.append(((output - targets[task]) ** 2).mean())
    loss = torch.tensor(losses, requires_grad=True).sum()
    loss.backward()
    optimizer.step()
print(loss.item())
