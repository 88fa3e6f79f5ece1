import torch
from torch import nn

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Tanh(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
model.requires_grad_(False)
mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

images = torch.rand(4, 3, 8, 8, requires_grad=True)
target = torch.randint(5, (4,))
optimizer = torch.optim.Adam([images], lr=0.01)
for step in range(3):
    optimizer.zero_grad()
    for channel in range(3):
        images[:, channel] = (images[:, channel] - mean[channel]) / std[channel]
    loss = nn.functional.cross_entropy(model(images), target)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
