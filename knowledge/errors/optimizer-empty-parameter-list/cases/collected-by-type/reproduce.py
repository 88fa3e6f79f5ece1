import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
model.requires_grad_(False)
norm_params = []
for module in model.modules():
    if isinstance(module, nn.BatchNorm2d):
        norm_params += list(module.requires_grad_(True).parameters())

optimizer = torch.optim.SGD(norm_params, lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
