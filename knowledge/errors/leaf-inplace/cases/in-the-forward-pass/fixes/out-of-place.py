import torch
from torch import nn

mean, std = 0.5, 0.25
model = nn.Sequential(nn.Linear(12, 8), nn.Tanh(), nn.Linear(8, 1))


def normalise(images):
    return (images - mean) / std


images = torch.rand(4, 12, requires_grad=True)
before = images.detach().clone()
score = model(normalise(images)).sum()
score.backward()
saliency = images.grad.abs()
print(saliency.max().item())
