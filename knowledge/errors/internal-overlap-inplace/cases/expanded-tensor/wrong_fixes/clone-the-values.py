import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, points, targets = torch.randn(32, 6), torch.randn(32, 5, 2), torch.randn(32, 5, 2)
ones = torch.ones(32, 5, 1)
for step in range(3):
    optimizer.zero_grad()
    shift = model(x)
    pose = torch.eye(3).expand(len(x), 3, 3)
    pose[:, :2, 2] = shift.clone()
    moved = torch.cat([points, ones], dim=2) @ pose.transpose(1, 2)
    loss = nn.functional.mse_loss(moved[..., :2], targets)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
