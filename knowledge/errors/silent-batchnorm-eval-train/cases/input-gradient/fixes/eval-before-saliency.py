import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x = torch.randn(32, 4)
y = x[:, :1] - 2 * x[:, 1:2]
for step in range(50):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()

model.eval()
samples = torch.randn(6, 4, requires_grad=True)
model(samples).sum().backward()
saliency = samples.grad
print("largest element of the gradient", round(saliency.abs().max().item(), 4))
