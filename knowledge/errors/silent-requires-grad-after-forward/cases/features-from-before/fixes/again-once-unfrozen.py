import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(8, 16), nn.Tanh()).requires_grad_(False)
head = nn.Linear(16, 4)
optimizer = torch.optim.SGD([*backbone.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(64, 8), torch.randint(4, (64,))
features = backbone(x)
for epoch in range(40):
    if epoch == 20:
        backbone.requires_grad_(True)
    if epoch >= 20:
        features = backbone(x)
    loss = nn.functional.cross_entropy(head(features), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
