import torch
from torch import nn

convolution = nn.Conv2d(1, 4, 3, padding=1)
head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
model = nn.Sequential(convolution, nn.Tanh(), head).eval()
for parameter in model.parameters():
    parameter.requires_grad = False

images = torch.rand(2, 1, 8, 8).requires_grad_()
features = torch.tanh(convolution(images))
features.retain_grad()
score = head(features)[:, 1].sum()
score.backward()
weights = features.grad.mean((2, 3), keepdim=True)
heat_map = torch.relu((weights * features).sum(1))
print(heat_map.shape, heat_map.max())
