import torch
from torch import nn

model = nn.Linear(6, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32)
importance = torch.cat([torch.full((8,), 0.1), torch.full((24,), 0.01)])  # of each sample
for step in range(3):
    loss = (model(x).squeeze(1) - y) ** 2
    optimizer.zero_grad()
    loss.backward(gradient=importance.to(loss.device))
    optimizer.step()
    print(step, loss.mean().item())
