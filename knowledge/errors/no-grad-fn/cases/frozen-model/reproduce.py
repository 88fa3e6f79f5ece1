import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
head = nn.Linear(8, 1)
model = nn.Sequential(backbone, head)
for parameter in model.parameters():
    parameter.requires_grad = False

x, y = torch.randn(16, 4), torch.randn(16, 1)
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
