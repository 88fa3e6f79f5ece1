import torch
from torch import nn

angle, shift = nn.Parameter(torch.tensor(0.3)), nn.Parameter(torch.zeros(2))
optimizer = torch.optim.SGD([angle, shift], lr=0.1)
points = torch.randn(16, 2)
target = torch.stack([-points[:, 1], points[:, 0]], dim=1) + 1.0
start = angle.item()
for step in range(5):
    optimizer.zero_grad()
    cos, sin = torch.cos(angle), torch.sin(angle)
    rotation = torch.as_tensor([[cos, -sin], [sin, cos]])
    loss = ((points @ rotation.T + shift - target) ** 2).mean()
    loss.backward()
    optimizer.step()
print("angle moved by", abs(angle.item() - start), "loss", loss.item())
