import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
log = []
for step in range(5):
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    log.append(model.weight.grad.abs().max().item())
print(log)
