import torch
from torch import nn

model = nn.Sequential(nn.Linear(12, 8), nn.Tanh(), nn.Linear(8, 3)).double().eval()
image = torch.rand(1, 12, requires_grad=True)
image = image.to(torch.float64).requires_grad_()
score = model(image)[0, 1]
score.backward()
print("saliency:", image.grad)
