import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(6, 16), nn.Tanh())
backbone.requires_grad_(False)
model = nn.Sequential(backbone, nn.Linear(16, 1))
for parameter in model.parameters():
    if parameter.requires_grad:
        parameter.register_hook(lambda gradient: gradient.clamp(-0.1, 0.1))

optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
x, y = torch.randn(64, 6), 3 * torch.randn(64, 1) + 1
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
