import torch
from torch import nn


def zero_gradients(parameters):
    for p in parameters:
        if p.grad is not None:
            p.grad = None


model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1))
parameters = list(model.parameters())
optimizer = torch.optim.SGD(parameters, lr=0.1)
x, y = torch.randn(64, 6), 5 * torch.randn(64, 1)
for step in range(3):
    zero_gradients(parameters)
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    flat = torch.cat([p.grad.flatten() for p in parameters])
    flat = flat / flat.norm().clamp(min=1.0)
    for p, part in zip(parameters, flat.split([p.numel() for p in parameters])):
        p.grad = part.view_as(p)
    optimizer.step()
    print(step, loss.item())
