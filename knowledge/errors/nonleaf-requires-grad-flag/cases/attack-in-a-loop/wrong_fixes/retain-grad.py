import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.rand(32, 4), torch.randint(3, (32,))
for epoch in range(3):
    attacked = x.clone()
    for step in range(4):
        attacked.requires_grad_()
        attacked.retain_grad()
        cross_entropy(model(attacked), y).backward()
        attacked = (attacked + 0.02 * attacked.grad.sign()).clamp(0, 1)
    optimizer.zero_grad()
    loss = cross_entropy(model(attacked), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
