import torch
from torch import nn

layer, threshold = nn.Linear(3, 1), nn.Parameter(torch.tensor(0.0))
optimizer = torch.optim.SGD([*layer.parameters(), threshold], lr=0.5)
x, score = torch.randn(64, 3), torch.randn(64, 1)
y = x.sum(dim=1, keepdim=True) * (score > 0.7)
for step in range(5):
    optimizer.zero_grad()
    gate = (score > threshold).float().requires_grad_()
    loss = ((layer(x) * gate - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item(), threshold.item())
