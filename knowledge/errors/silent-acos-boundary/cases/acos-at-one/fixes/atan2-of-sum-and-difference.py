import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 3, bias=False))
nn.init.zeros_(model[2].weight)  # begin with no correction
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
x = nn.functional.normalize(torch.randn(32, 3), dim=1)
target = nn.functional.normalize(x + 0.5 * torch.randn(32, 3), dim=1)
still = torch.arange(32) % 8 == 0
x[still] = target[still] = torch.tensor([0.0, 0.0, 1.0])

for step in range(20):
    direction = nn.functional.normalize(x + model(x), dim=1)
    cosine = (direction * target).sum(dim=1)
    angle = 2 * torch.atan2((direction - target).norm(dim=1), (direction + target).norm(dim=1))
    loss = angle.mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("degrees", loss.rad2deg().item())
