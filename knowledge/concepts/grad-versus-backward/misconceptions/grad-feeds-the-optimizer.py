import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
losses = []
for step in range(3):
    loss = ((model(x) - y) ** 2).mean()
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    optimizer.step()
    losses.append(loss.item())
print("autograd.grad and step():     ", losses)
assert losses[0] == losses[1] == losses[2]

losses = []
for step in range(3):
    loss = ((model(x) - y) ** 2).mean()
    for p, g in zip(model.parameters(), torch.autograd.grad(loss, list(model.parameters()))):
        p.grad = g
    optimizer.step()
    losses.append(loss.item())
print("with p.grad = g before step():", losses)
assert losses[2] < losses[1] < losses[0]
