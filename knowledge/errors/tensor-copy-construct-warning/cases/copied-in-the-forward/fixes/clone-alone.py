import torch
from torch import nn

encoder, head = nn.Linear(4, 3), nn.Linear(3, 1)
optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    features = encoder(x).clone()
    loss = ((head(features) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item(), encoder.weight.grad)
